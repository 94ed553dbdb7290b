/** When scheduled backups are made: `rate(N hours)`, `rate(N days)` or `cron(...)`, as secrets are rotated. */
import { nextCronStart, parseCron } from '../services/secretsmanager/schedule-cron.ts';
import { parseRate } from '../services/secretsmanager/schedule-rate.ts';
import { OperatorError } from '../transport/operator-error.ts';

/** The next time that a schedule names, not before `now`; of a rate counted from `last`, the beginning of the last backup. */
export type Schedule = (now: number, last: number | undefined) => number;

const HOUR_MS = 3_600_000;
const MAX_HOURS = 365 * 24;

/** Reads a schedule. Throws `OperatorError` for what is none. */
export function readSchedule(text: string): Schedule {
  const rate = parseRate(text);
  const hours = rate === undefined ? 0 : rate.every * (rate.unit === 'day' ? 24 : 1);
  if (hours >= 1 && hours <= MAX_HOURS) {
    const periodMs = hours * HOUR_MS;
    // What was missed while no server ran is made up for once, at once.
    return (now, last) => (last === undefined ? now : Math.max(now, last + periodMs));
  }
  const cron = parseCron(text);
  if (cron === undefined) {
    throw new OperatorError(
      `\`${text.slice(0, 100)}\` is no schedule: \`rate(6 hours)\`, \`rate(1 day)\`, or \`cron(0 3 * * ? *)\` on the hour in UTC, four hours apart at least`,
    );
  }
  return now => nextCronStart(cron, now) ?? now + MAX_HOURS * HOUR_MS;
}
