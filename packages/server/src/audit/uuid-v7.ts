import type { Random } from '../clock.ts';

/** The largest time that 48 bits hold (the year 10889). */
const MAX_TIME = 2 ** 48 - 1;

/**
 * Makes ids of events: UUIDs of version 7 (RFC 9562, 5.7). A lookup by id reads the time back, so `at` must be the event's
 * own, in milliseconds since 1970; throws a RangeError for a time that 48 bits cannot hold. The random part comes from a
 * page of random digits, because a call for a few bytes costs more than all the rest: two ids are made for each read.
 */
export function eventIds(random: Random): (at: number) => string {
  let page = '';
  let used = 0;
  let time = 0;
  let head = headOf(time);
  return at => {
    // The records of one request have one time, and so have many requests of a busy millisecond.
    if (at !== time) {
      head = headOf(at);
      time = at;
    }
    if (used + TAIL_DIGITS > page.length) {
      page = random(PAGE_BYTES).toString('hex');
      used = 0;
    }
    const from = used;
    used += TAIL_DIGITS;
    // Two of the variant's four bits are fixed: one of four digits, chosen by a random one.
    const variant = VARIANTS[Number.parseInt(page.charAt(from + 3), 16) & 3] ?? '8';
    return (
      `${head}${page.slice(from, from + 3)}-` +
      `${variant}${page.slice(from + 4, from + 7)}-${page.slice(from + 7, from + TAIL_DIGITS)}`
    );
  };
}

/** The digits of the time, and the version. Throws a RangeError for a time that 48 bits cannot hold. */
function headOf(at: number): string {
  if (!Number.isInteger(at) || at < 0 || at > MAX_TIME) {
    throw new RangeError('a UUID of version 7 cannot hold this time');
  }
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7`;
}

const PAGE_BYTES = 4_096;
/** Three of `rand_a`, one that chooses the variant, fifteen of `rand_b`. */
const TAIL_DIGITS = 19;
const VARIANTS = ['8', '9', 'a', 'b'];

/** The time in a UUID of version 7, in milliseconds since 1970; undefined for any other text. */
export function eventTime(id: string): number | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
