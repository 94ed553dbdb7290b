/**
 * `cron(Minutes Hours Day-of-month Month Day-of-week Year)` as Secrets Manager has it: windows open on the hour, so
 * Minutes is 0; Year is `*`; and a secret is rotated no more often than every four hours.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
import { type CronDays, daysOfMonth, parseCronDays } from './schedule-cron-days.ts';
import { type CronField, cronValues } from './schedule-cron-field.ts';
import { scheduleWords, wholeNumber } from './schedule-words.ts';

export interface Cron {
  /** 0 to 23, UTC, ascending, at least one. They begin anew each day. */
  readonly hours: readonly number[];
  /** 1 to 12, ascending, at least one. */
  readonly months: readonly number[];
  readonly days: CronDays;
}

/** Secrets Manager's least time between two rotations. */
export const MIN_HOURS_APART = 4;

/** Reads a `cron()`; undefined when the text is none that Secrets Manager takes, or when it names no day that ever comes. */
export function parseCron(text: string): Cron | undefined {
  const cron = readCron(text);
  return cron !== undefined && leastHoursApart(cron) >= MIN_HOURS_APART ? cron : undefined;
}

/** The same of a text that was taken before, however often it has a secret rotated: what is stored stays a schedule. */
export function readCron(text: string): Cron | undefined {
  const [minutes = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year, ...rest] =
    scheduleWords('cron', text) ?? [];
  const hours = cronValues(hour, HOURS);
  const months = cronValues(month, MONTHS);
  const days = parseCronDays(dayOfMonth, dayOfWeek);
  if (wholeNumber(minutes) !== 0 || year !== '*' || rest.length > 0 || !hours || !months || !days) {
    return undefined;
  }
  const cron: Cron = { hours, months, days };
  return nextCronStart(cron, 0) === undefined ? undefined : cron;
}

/**
 * The first time after `after` that the schedule names. Both in milliseconds since 1970, `after` not before that.
 * Undefined when there is none: the calendar repeats after 400 years, so what has not come by then never comes.
 */
export function nextCronStart(cron: Cron, after: number): number | undefined {
  const from = new Date(after);
  const firstMonth = from.getUTCFullYear() * MONTHS.max + from.getUTCMonth();
  for (let index = firstMonth; index <= firstMonth + CALENDAR_CYCLE_MONTHS; index++) {
    const start = firstStartOfMonth(cron, Math.floor(index / MONTHS.max), (index % MONTHS.max) + 1, after);
    if (start !== undefined) {
      return start;
    }
  }
  return undefined;
}

/** The shortest time between two starts, in hours; at most 24. Over midnight only where two days follow each other. */
export function leastHoursApart(cron: Cron): number {
  const gaps = cron.hours.slice(1).map((hour, index) => hour - (cron.hours[index] ?? 0));
  const overMidnight = HOURS_PER_DAY + Math.min(...cron.hours) - Math.max(...cron.hours);
  return Math.min(...gaps, hasDaysInARow(cron) ? overMidnight : HOURS_PER_DAY);
}

const HOURS: CronField = { min: 0, max: 23, names: [] };
const MONTHS: CronField = {
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const CALENDAR_CYCLE_MONTHS = 400 * 12;
const HOURS_PER_DAY = 24;
const MS_PER_DAY = 86_400_000;
/** A leap year and a common one: every way in which one month follows another. */
const EVERY_MONTH_END = [2024, 2025];

/**
 * Whether it can name two days of which one follows the other. Where that turns on the weekday, single weekdays are seven
 * days apart, and several show it in every month.
 */
function hasDaysInARow(cron: Cron): boolean {
  const days = EVERY_MONTH_END.flatMap(year =>
    cron.months.flatMap(month => daysOfMonth(cron.days, year, month).map(day => Date.UTC(year, month - 1, day))),
  );
  return days.some((day, index) => day - (days[index - 1] ?? 0) === MS_PER_DAY);
}

function firstStartOfMonth(cron: Cron, year: number, month: number, after: number): number | undefined {
  if (!cron.months.includes(month)) {
    return undefined;
  }
  for (const day of daysOfMonth(cron.days, year, month)) {
    const hour = cron.hours.find(candidate => Date.UTC(year, month - 1, day, candidate) > after);
    if (hour !== undefined) {
      return Date.UTC(year, month - 1, day, hour);
    }
  }
  return undefined;
}
