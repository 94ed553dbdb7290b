/**
 * An expression means what `croner`, a reader of cron expressions that others wrote, takes it for. Where the dialects differ
 * each gets its own text: weekdays are 1 to 7 here and 0 to 6 there, a month's last Sunday is `SUNL` here and `SUN#L` there.
 * Left out is what croner does not know, ranges over a field's end (`FRI-MON`) and `L` alone for the week's last day, and what
 * it takes for the whole week, a range to `SUN`.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Cron } from 'croner';
import * as fc from 'fast-check';
import { moment } from './rotation-schedule.test-support.ts';
import { nextCronStart, readCron } from './schedule-cron.ts';

interface Texts {
  readonly ours: string;
  readonly croners: string;
}

const same = (text: string): Texts => ({ ours: text, croners: text });

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  /** What croner counts less. */
  readonly shift?: number;
}

/** A number with or without a leading zero, or a name in capitals or small letters. */
function valueOf({ min, names = [], shift = 0 }: Field, value: number): fc.Arbitrary<Texts> {
  const number = { ours: String(value), croners: String(value - shift) };
  const padded = { ours: number.ours.padStart(2, '0'), croners: number.croners.padStart(2, '0') };
  const name = names[value - min];
  return fc.constantFrom(number, padded, ...(name === undefined ? [] : [same(name), same(name.toLowerCase())]));
}

function fieldOf(field: Field): fc.Arbitrary<Texts> {
  const any = fc.integer({ min: field.min, max: field.max });
  const value = any.chain(n => valueOf(field, n));
  const range = fc
    .tuple(any, any)
    .chain(([a, b]) => fc.tuple(valueOf(field, Math.min(a, b)), valueOf(field, Math.max(a, b))))
    .map(([first, last]) => joined('-', first, last))
    .filter(({ ours }) => !ours.toUpperCase().endsWith('-SUN'));
  const step = fc.integer({ min: 1, max: field.max }).map(n => same(String(n)));
  const stepped = fc
    .tuple(fc.oneof(range, value, fc.constantFrom(same('*'), same(''))), step)
    .map(([from, every]) => joined('/', from, every));
  return fc
    .array(fc.oneof(value, range, stepped, fc.constant(same('*'))), { minLength: 1, maxLength: 3 })
    .map(items => joined(',', ...items));
}

function joined(by: string, ...texts: readonly Texts[]): Texts {
  return { ours: texts.map(({ ours }) => ours).join(by), croners: texts.map(({ croners }) => croners).join(by) };
}

const DAY_OF_WEEK: Field = { min: 1, max: 7, names: WEEKDAYS, shift: 1 };
const weekday = fc.integer({ min: 1, max: 7 }).chain(n => valueOf(DAY_OF_WEEK, n));
const ANY = same('?');

/** Day-of-month and Day-of-week. */
const days: fc.Arbitrary<readonly [Texts, Texts]> = fc.oneof(
  fieldOf({ min: 1, max: 31 }).map(texts => [texts, ANY] as const),
  fieldOf(DAY_OF_WEEK).map(texts => [ANY, texts] as const),
  fc.constant([same('L'), ANY] as const),
  weekday.map(({ ours, croners }) => [ANY, { ours: `${ours}L`, croners: `${croners}#L` }] as const),
  fc
    .tuple(weekday, fc.integer({ min: 1, max: 5 }))
    .map(([day, n]) => [ANY, joined('#', day, same(String(n)))] as const),
);

const expression: fc.Arbitrary<Texts> = fc
  .tuple(fieldOf({ min: 0, max: 23 }), days, fieldOf({ min: 1, max: 12, names: MONTHS }))
  .map(([hours, [dayOfMonth, dayOfWeek], months]) => joined(' ', same('0'), hours, dayOfMonth, months, dayOfWeek));

/** So many starts after a moment, as ISO 8601; fewer, where no more ever come. */
function ourStarts(text: string, after: number, count: number): readonly string[] {
  const cron = readCron(`cron(${text} *)`);
  const found: string[] = [];
  if (cron === undefined) return found;
  let last = nextCronStart(cron, after);
  while (last !== undefined && found.length < count) {
    found.push(new Date(last).toISOString());
    last = nextCronStart(cron, last);
  }
  return found;
}

function cronersStarts(text: string, after: number, count: number): readonly string[] {
  const cron = new Cron(text, { timezone: 'UTC', mode: '5-part', sloppyRanges: true });
  return cron.nextRuns(count, new Date(after)).map(date => date.toISOString());
}

test('croner finds the same starts', () => {
  fc.assert(
    fc.property(expression, moment, ({ ours, croners }, after) => {
      assert.deepEqual(
        ourStarts(ours, after, 3),
        cronersStarts(croners, after, 3),
        `${ours} for us, ${croners} for it`,
      );
    }),
    { numRuns: 500 },
  );
});

test('croner finds the same where months are short and years leap', () => {
  const dates = ['1999-12-31', '2000-02-28', '2023-02-28', '2024-02-28', '2024-02-29', '2096-02-29', '2100-02-28'];
  const expressions = ['29 2 ?', '28-29 * ?', '30 1-3 ?', '31 * ?', 'L * ?', 'L 2 ?', '1 1,3 ?', '31 12 ?', '*/30 * ?'];

  for (const date of dates) {
    for (const text of expressions.map(rest => `0 0,23 ${rest}`)) {
      for (const time of ['T00:00:00.000Z', 'T22:59:59.999Z', 'T23:00:00.000Z']) {
        const after = Date.parse(`${date}${time}`);
        assert.deepEqual(ourStarts(text, after, 4), cronersStarts(text, after, 4), `${text} after ${date}${time}`);
      }
    }
  }
});
