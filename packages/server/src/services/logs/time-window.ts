import type { GroupRow } from './rows.ts';

const DAY_MS = 86_400_000;
/** The last millisecond that a date can have. */
const LAST_MS = 8_640_000_000_000_000;

/** From when to when events are shown: as the request says (both ends belong to it), and not what no retention keeps. */
export function timeWindow(
  { retention_days: days }: Pick<GroupRow, 'retention_days'>,
  {
    startTime = 0,
    endTime = LAST_MS,
  }: { readonly startTime?: number | undefined; readonly endTime?: number | undefined },
  now: number,
): { readonly from: number; readonly to: number } {
  const oldest = days === null ? 0 : now - days * DAY_MS;
  return { from: Math.min(Math.max(startTime, oldest, 0), LAST_MS), to: Math.min(Math.max(endTime, 0), LAST_MS) };
}
