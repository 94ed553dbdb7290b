/** The largest distance from 1970 that a Date holds, in milliseconds. */
const MAX_DATE_MS = 8.64e15;

/** Whether `cloudTrailDate` can write a time. */
export function isDate(at: number): boolean {
  return Math.abs(at) <= MAX_DATE_MS;
}

/**
 * A time in milliseconds since 1970 as AWS's records write it among parameters: `May 3, 2018 5:51:02 PM`, in UTC. Throws
 * a RangeError when `isDate` is false.
 */
export function cloudTrailDate(at: number): string {
  if (!isDate(at)) throw new RangeError('no calendar has this time');
  const date = new Date(at);
  const hours = date.getUTCHours();
  const clock = [hours % 12 === 0 ? 12 : hours % 12, twoDigits(date.getUTCMinutes()), twoDigits(date.getUTCSeconds())];
  const month = MONTHS[date.getUTCMonth()] ?? '';
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()} ${clock.join(':')} ${hours < 12 ? 'AM' : 'PM'}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
