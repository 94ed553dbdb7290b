/** Schedules for tests, each with a slow and simple answer of its own to what it means; and chance that repeats. */
import { createCipheriv } from 'node:crypto';
import * as fc from 'fast-check';
import { pooledRandom, type Random } from '../../clock.ts';
import type { RotationRules } from './rotation-schedule.ts';

export interface CronCase {
  readonly expression: string;
  readonly hours: readonly number[];
  /** Whether a window opens on this day (midnight UTC, in milliseconds since 1970). */
  readonly isDay: (day: number) => boolean;
}

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** The ChaCha20 key stream of a seed: as good as random, and the same at every run. */
export function seededRandom(seed: number): Random {
  const key = Buffer.alloc(32);
  key.writeUInt32BE(seed);
  const stream = createCipheriv('chacha20', key, Buffer.alloc(16));
  return pooledRandom(bytes => stream.update(Buffer.alloc(bytes)));
}

/** The first start after a moment, day by day; undefined when there is none in so many days. */
export function naiveNextStart(cron: CronCase, after: number, days: number): number | undefined {
  for (let day = Math.floor(after / DAY) * DAY; day < after + days * DAY; day += DAY) {
    const hour = cron.isDay(day) ? cron.hours.find(candidate => day + candidate * HOUR > after) : undefined;
    if (hour !== undefined) {
      return day + hour * HOUR;
    }
  }
  return undefined;
}

interface FieldCase<T> {
  readonly text: string;
  readonly has: T;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const dayOfMonth = (day: number) => new Date(day).getUTCDate();
const monthOf = (day: number) => new Date(day).getUTCMonth() + 1;
const weekdayOf = (day: number) => new Date(day).getUTCDay() + 1;

function numberField(
  min: number,
  max: number,
  names: readonly string[],
): fc.Arbitrary<FieldCase<(n: number) => boolean>> {
  const value = fc.integer({ min, max });
  const written = (n: number) => names[n - min] ?? String(n);
  const item = fc.oneof(
    fc.constant({ text: '*', has: () => true }),
    value.map(n => ({ text: String(n), has: (m: number) => m === n })),
    value.map(n => ({ text: written(n).toLowerCase(), has: (m: number) => m === n })),
    fc.tuple(value, value).map(([a, b]) => ({
      text: `${a}-${written(b)}`,
      has: (m: number) => (a <= b ? m >= a && m <= b : m >= a || m <= b),
    })),
    fc
      .tuple(
        value,
        value.filter(n => n > 0),
      )
      .map(([a, step]) => ({
        text: `${written(a)}/${step}`,
        has: (m: number) => m >= a && (m - a) % step === 0,
      })),
  );
  return fc.array(item, { minLength: 1, maxLength: 3 }).map(items => ({
    text: items.map(({ text }) => text).join(','),
    has: m => items.some(({ has }) => has(m)),
  }));
}

const weekday = fc.integer({ min: 1, max: 7 });

/** Both day fields. */
const days: fc.Arbitrary<FieldCase<(day: number) => boolean>> = fc.oneof(
  numberField(1, 31, []).map(({ text, has }) => ({ text: `${text} M ?`, has: (day: number) => has(dayOfMonth(day)) })),
  numberField(1, 7, WEEKDAYS).map(({ text, has }) => ({
    text: `? M ${text}`,
    has: (day: number) => has(weekdayOf(day)),
  })),
  fc.constant({ text: 'L M ?', has: (day: number) => monthOf(day + DAY) !== monthOf(day) }),
  fc.constant({ text: '? M L', has: (day: number) => weekdayOf(day) === 7 }),
  weekday.chain(n =>
    fc.constantFrom(`${WEEKDAYS[n - 1]}L M ?`, `? M ${WEEKDAYS[n - 1]}L`, `? M ${n}L`).map(text => ({
      text,
      has: (day: number) => weekdayOf(day) === n && monthOf(day + 7 * DAY) !== monthOf(day),
    })),
  ),
  fc.tuple(weekday, fc.integer({ min: 1, max: 5 }), fc.boolean()).map(([n, nth, isNamed]) => ({
    text: `? M ${isNamed ? WEEKDAYS[n - 1] : n}#${nth}`,
    has: (day: number) => {
      const earlier = [1, 2, 3, 4, 5].filter(weeks => monthOf(day - weeks * 7 * DAY) === monthOf(day));
      return weekdayOf(day) === n && earlier.length === nth - 1;
    },
  })),
);

const hour = fc.integer({ min: 0, max: 23 });

const anyHours: fc.Arbitrary<FieldCase<readonly number[]>> = fc.oneof(
  hour.map(n => ({ text: String(n), has: [n] })),
  fc.tuple(hour, fc.integer({ min: 1, max: 23 })).map(([first, step]) => {
    const has: number[] = [];
    for (let n = first; n < 24; n += step) {
      has.push(n);
    }
    return { text: first === 0 ? `/${step}` : `${first}/${step}`, has };
  }),
  fc.uniqueArray(hour, { minLength: 2, maxLength: 3 }).map(some => ({
    text: some.join(','),
    has: some.toSorted((a, b) => a - b),
  })),
);

const hoursApart = anyHours.filter(({ has: [first = 0, ...later] }) => {
  const starts = [first, ...later, first + 24];
  return starts.slice(1).every((start, index) => start - (starts[index] ?? 0) >= 4);
});

function cronCaseOf(someHours: typeof anyHours): fc.Arbitrary<CronCase> {
  return fc.tuple(someHours, days, numberField(1, 12, MONTHS)).map(([hours, day, month]) => ({
    expression: `cron(0 ${hours.text} ${day.text.replace(' M ', ` ${month.text} `)} *)`,
    hours: hours.has,
    isDay: ms => month.has(monthOf(ms)) && day.has(ms),
  }));
}

/** Any `cron()` that is well formed and leaves four hours between its starts; it may name a day that never comes. */
export const cronCase = cronCaseOf(hoursApart);

/** The same, however close its starts are. */
export const hastyCronCase = cronCaseOf(anyHours);

/** A moment of the years 1990 to 2110, often near a border of the calendar. */
export const moment: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2110, 0) }),
  fc
    .tuple(fc.integer({ min: 1990, max: 2109 }), fc.integer({ min: 0, max: 11 }), fc.integer({ min: -1, max: 1 }))
    .map(([year, month, aside]) => Date.UTC(year, month) + aside),
);

/** Rules that are taken; a `cron()` among them comes at least once in 400 days. */
export const rules: fc.Arbitrary<RotationRules> = fc.oneof(
  fc.record(
    {
      AutomaticallyAfterDays: fc.integer({ min: 1, max: 1000 }),
      Duration: fc.integer({ min: 1, max: 24 }).map(n => `${n}h`),
    },
    { requiredKeys: ['AutomaticallyAfterDays'] },
  ),
  fc.integer({ min: 1, max: 999 }).map(n => ({ ScheduleExpression: `rate(${n} days)` })),
  fc.integer({ min: 4, max: 23 }).chain(n =>
    fc.record(
      {
        ScheduleExpression: fc.constant(`rate(${n} hours)`),
        Duration: fc.integer({ min: 1, max: n }).map(d => `${d}h`),
      },
      { requiredKeys: ['ScheduleExpression'] },
    ),
  ),
  cronCase
    .filter(cron => naiveNextStart(cron, Date.UTC(2026, 0), 400) !== undefined)
    .map(({ expression }) => ({ ScheduleExpression: expression })),
);
