/**
 * The two day fields of a `cron()`, of which one must be `?`. Beside numbers, Day-of-month knows `L` (the month's last
 * day) and `SUNL` (its last Sunday), Day-of-week `L` (the week's last day, Saturday), `SUNL` and `TUE#3` (the third
 * Tuesday). These stand alone: EventBridge's dialect, from which this one comes, does not take them in lists. It has no `W`.
 */
import { cronValue, cronValues, type CronField } from './schedule-cron-field.ts';
import { wholeNumber } from './schedule-words.ts';

/** Weekdays are AWS's numbers: 1 is Sunday, 7 Saturday. */
export type CronDays =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  | { readonly kind: 'last-day' }
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  | { readonly kind: 'last-weekday'; readonly weekday: number }
  | { readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number };

/** Reads both fields; undefined when one is malformed, or unless exactly one is `?`. */
export function parseCronDays(dayOfMonth: string, dayOfWeek: string): CronDays | undefined {
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    return undefined;
  }
  return dayOfWeek === '?' ? parseDayOfMonth(dayOfMonth.toUpperCase()) : parseDayOfWeek(dayOfWeek.toUpperCase());
}

/** The days (1 to 31) of a month (1 to 12) that are meant, ascending; none where the month has no such day. */
export function daysOfMonth(days: CronDays, year: number, month: number): readonly number[] {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (days.kind === 'days') return days.days.filter(day => day <= last);
  if (days.kind === 'last-day') return [last];
  const firstWeekday = new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 1;
  const isWeekday = (day: number, weekday: number) => (firstWeekday - 1 + day - 1) % WEEK === weekday - 1;
  const all = Array.from({ length: last }, (_, index) => index + 1);
  switch (days.kind) {
    case 'weekdays':
      return all.filter(day => days.weekdays.some(weekday => isWeekday(day, weekday)));
    case 'last-weekday':
      return all.filter(day => day > last - WEEK && isWeekday(day, days.weekday));
    case 'nth-weekday':
      return all.filter(day => Math.ceil(day / WEEK) === days.nth && isWeekday(day, days.weekday));
  }
}

const WEEK = 7;
const DAY_OF_MONTH: CronField = { min: 1, max: 31, names: [] };
const DAY_OF_WEEK: CronField = { min: 1, max: WEEK, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };

function parseDayOfMonth(text: string): CronDays | undefined {
  if (text === 'L') {
    return { kind: 'last-day' };
  }
  if (text.endsWith('L')) {
    // Only a name: in this field a number would be a day of the month.
    const index = DAY_OF_WEEK.names.indexOf(text.slice(0, -1));
    return index < 0 ? undefined : { kind: 'last-weekday', weekday: index + 1 };
  }
  const days = cronValues(text, DAY_OF_MONTH);
  return days && { kind: 'days', days };
}

function parseDayOfWeek(text: string): CronDays | undefined {
  if (text === 'L') {
    return { kind: 'weekdays', weekdays: [WEEK] };
  }
  if (text.endsWith('L')) {
    const weekday = cronValue(text.slice(0, -1), DAY_OF_WEEK);
    return weekday === undefined ? undefined : { kind: 'last-weekday', weekday };
  }
  if (text.includes('#')) {
    return parseNthWeekday(text);
  }
  const weekdays = cronValues(text, DAY_OF_WEEK);
  return weekdays && { kind: 'weekdays', weekdays };
}

function parseNthWeekday(text: string): CronDays | undefined {
  const [name = '', count = '', ...rest] = text.split('#');
  const weekday = cronValue(name, DAY_OF_WEEK);
  const nth = wholeNumber(count);
  const isValid = weekday !== undefined && nth !== undefined && nth >= 1 && nth <= 5 && rest.length === 0;
  return isValid ? { kind: 'nth-weekday', weekday, nth } : undefined;
}
