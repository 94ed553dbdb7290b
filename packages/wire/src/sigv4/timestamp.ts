/** Times in the two spellings that signed requests use. Milliseconds since 1970; undefined for anything else. */

/** `YYYYMMDDTHHMMSSZ`, ISO 8601's basic format in UTC, which must exist in the calendar. */
export function parseTimestamp(text: string): number | undefined {
  if (text.length !== 16 || text.charAt(8) !== 'T' || text.charAt(15) !== 'Z') return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 4, 6);
  const day = digits(text, 6, 8);
  const hour = digits(text, 9, 11);
  const minute = digits(text, 11, 13);
  const second = digits(text, 13, 15);
  // NaN fails every one of these.
  if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1 && hour < 24 && minute < 60 && second < 60)) {
    return undefined;
  }
  return day <= daysOf(year, month) ? Date.UTC(year, month - 1, day, hour, minute, second) : undefined;
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`, the only spelling of RFC 9110 section 5.6.7 that may still be sent. */
export function parseHttpDate(text: string): number | undefined {
  if (text.length !== 29 || !text.endsWith(' GMT')) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || ms < 0) return undefined;
  return new Date(ms).toUTCString() === text ? ms : undefined;
}

/** The basic format of a time, fractions of a second dropped. */
export function formatTimestamp(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
}

/** How many days a month has, from 1; 0 when there is no such month. */
function daysOf(year: number, month: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeapYear ? 29 : (DAYS[month - 1] ?? 0);
}

const DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The number that decimal digits spell, or NaN. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
