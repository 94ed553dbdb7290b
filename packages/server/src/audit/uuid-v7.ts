import type { Random } from '../clock.ts';

/** Bytes of a UUID that are not its time: 80 bits, of which 74 are random and 6 say version and variant. */
const TAIL_BYTES = 10;
/** The largest time that 48 bits hold (the year 10889). */
const MAX_TIME = 2 ** 48 - 1;

/**
 * A UUID of version 7 (RFC 9562, 5.7) for an event at `at`, in milliseconds since 1970. A lookup by id reads the time
 * back, so `at` must be the event's own. Throws a RangeError for a time that 48 bits cannot hold.
 */
export function eventId(at: number, random: Random): string {
  if (!Number.isInteger(at) || at < 0 || at > MAX_TIME)
    throw new RangeError('a UUID of version 7 cannot hold this time');
  const time = at.toString(16).padStart(12, '0');
  // A copy, because the bytes may be somebody's.
  const tail = Buffer.from(random(TAIL_BYTES));
  tail[0] = 0x70 | ((tail[0] ?? 0) & 0x0f);
  tail[2] = 0x80 | ((tail[2] ?? 0) & 0x3f);
  const hex = tail.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8)}`;
}

/** The time in a UUID of version 7, in milliseconds since 1970; undefined for any other text. */
export function eventTime(id: string): number | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
