/** RotationRules: what a caller may ask for, and what it means. The sentences are AWS's. */
import { invalidParameter } from './errors.ts';
import { type Cron, leastHoursApart, MIN_HOURS_APART, parseCron, readCron } from './schedule-cron.ts';
import { parseRate, type Rate } from './schedule-rate.ts';
import { wholeNumber } from './schedule-words.ts';

/** As on the wire, after the model's own bounds: 1 to 1000 days, `[0-9]+h` of two or three characters, 256 characters. */
export interface RotationRules {
  readonly AutomaticallyAfterDays?: number | undefined;
  readonly Duration?: string | undefined;
  readonly ScheduleExpression?: string | undefined;
}

/** When the windows open, and for how long at most: a window also closes with its UTC day. */
export type RotationSchedule =
  /** AutomaticallyAfterDays, or `rate()` in days: from midnight, so many days after the day of the last rotation. */
  | { readonly kind: 'days'; readonly days: number; readonly durationHours: number }
  /** `rate()` in hours. */
  | { readonly kind: 'hours'; readonly hours: number; readonly durationHours: number }
  | { readonly kind: 'cron'; readonly cron: Cron; readonly durationHours: number };

/**
 * The schedule that rules ask for; undefined when they ask for none. Throws InvalidParameterException for rules that
 * exclude each other, an expression that is none, a rate out of bounds, and a window that is too long for its schedule.
 */
export function parseRotationRules(rules: RotationRules): RotationSchedule | undefined {
  return scheduleOf(rules, parseCron);
}

/** The schedule of stored rules. What was taken once stays a schedule, also where a request could not ask for it today. */
export function storedSchedule(rules: RotationRules): RotationSchedule | undefined {
  return scheduleOf(rules, readCron);
}

const HOURS_PER_DAY = 24;
/** "The maximum rotation period is 999 days", the guide says of `rate()`; AutomaticallyAfterDays goes to 1000. */
const MAX_RATE_DAYS = 999;

function scheduleOf(rules: RotationRules, cronOf: (text: string) => Cron | undefined): RotationSchedule | undefined {
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression } = rules;
  if (days !== undefined && expression !== undefined) {
    throw invalidParameter('You cannot specify both rotation frequency and schedule expression together.');
  }
  const timing =
    expression === undefined ? days && { every: days, unit: 'day' as const } : parseExpression(expression, cronOf);
  const durationHours = rules.Duration === undefined ? undefined : parseDuration(rules.Duration);
  if (!timing) {
    return undefined;
  }
  return 'unit' in timing ? rateSchedule(timing, durationHours) : cronSchedule(timing, durationHours);
}

function parseExpression(text: string, cronOf: (text: string) => Cron | undefined): Rate | Cron {
  const rate = parseRate(text);
  if (rate?.unit === 'hour' && (rate.every < MIN_HOURS_APART || rate.every >= HOURS_PER_DAY)) {
    throw invalidParameter('Rate in hour should be least 4 and less than 24.');
  }
  if (rate?.unit === 'day' && (rate.every < 1 || rate.every > MAX_RATE_DAYS)) {
    throw invalidParameter('Rate in day should be greater than 0 and less than 1000.');
  }
  const timing = rate ?? cronOf(text);
  if (!timing) {
    throw invalidParameter('Invalid schedule expression.');
  }
  return timing;
}

function parseDuration(text: string): number {
  const hours = text.endsWith('h') ? wholeNumber(text.slice(0, -1)) : undefined;
  if (hours === undefined || hours < 1 || hours > HOURS_PER_DAY) {
    throw invalidParameter('Duration must be at least 1 hour, at most 24 hour.');
  }
  return hours;
}

function rateSchedule(rate: Rate, durationHours: number | undefined): RotationSchedule {
  if (rate.unit === 'day') {
    return { kind: 'days', days: rate.every, durationHours: durationHours ?? HOURS_PER_DAY };
  }
  refuseOverlap(durationHours, rate.every);
  return { kind: 'hours', hours: rate.every, durationHours: durationHours ?? 1 };
}

function cronSchedule(cron: Cron, durationHours: number | undefined): RotationSchedule {
  const lastHour = Math.max(...cron.hours);
  if (durationHours !== undefined && lastHour + durationHours > HOURS_PER_DAY) {
    throw invalidParameter('Starting hour and duration must be within a day.');
  }
  refuseOverlap(durationHours, leastHoursApart(cron));
  // More than one start a day makes it a schedule in hours, whose window is an hour unless it is told otherwise.
  const usualHours = cron.hours.length > 1 ? 1 : HOURS_PER_DAY - lastHour;
  return { kind: 'cron', cron, durationHours: durationHours ?? usualHours };
}

function refuseOverlap(durationHours: number | undefined, hoursApart: number): void {
  if (durationHours !== undefined && durationHours > hoursApart) {
    throw invalidParameter('Duration cannot be greater than Rate in hour.');
  }
}
