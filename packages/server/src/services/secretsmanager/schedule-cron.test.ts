import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cronCase, DAY, hastyCronCase, HOUR, moment, naiveNextStart } from './rotation-schedule.test-support.ts';
import { nextCronStart, parseCron, readCron } from './schedule-cron.ts';

/** The next starts after a moment, written as dates of ISO 8601 down to the hour. */
function starts(expression: string, after: string, count: number): readonly string[] {
  const cron = parseCron(expression);
  assert.ok(cron, expression);
  const found: string[] = [];
  let last = Date.parse(after);
  while (found.length < count) {
    const next = nextCronStart(cron, last);
    assert.ok(next !== undefined, expression);
    found.push(new Date(next).toISOString().slice(0, 13));
    last = next;
  }
  return found;
}

test("the guide's examples mean what the guide says", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['cron(0 /8 * * ? *)', ['2026-01-01T08', '2026-01-01T16', '2026-01-02T00']],
    ['cron(0 8/8 * * ? *)', ['2026-01-01T08', '2026-01-01T16', '2026-01-02T08']],
    ['cron(0 2/10 * * ? *)', ['2026-01-01T02', '2026-01-01T12', '2026-01-01T22', '2026-01-02T02']],
    ['cron(0 4/12 * * ? *)', ['2026-01-01T04', '2026-01-01T16', '2026-01-02T04']],
    ['cron(0 10 * * ? *)', ['2026-01-01T10', '2026-01-02T10']],
    ['cron(0 18 ? * SAT *)', ['2026-01-03T18', '2026-01-10T18']],
    ['cron(0 8 1 * ? *)', ['2026-01-01T08', '2026-02-01T08']],
    ['cron(0 1 ? 1/3 SUN#1 *)', ['2026-01-04T01', '2026-04-05T01', '2026-07-05T01', '2026-10-04T01']],
    ['cron(0 17 L * ? *)', ['2026-01-31T17', '2026-02-28T17', '2026-03-31T17', '2026-04-30T17']],
    ['cron(0 8 ? * MON-FRI *)', ['2026-01-01T08', '2026-01-02T08', '2026-01-05T08']],
    ['cron(0 16 1,15 * ? *)', ['2026-01-01T16', '2026-01-15T16', '2026-02-01T16']],
    ['cron(0 0 ? * SUN#1 *)', ['2026-01-04T00', '2026-02-01T00', '2026-03-01T00']],
    ['cron(0 0 ? 1/11 2#1 *)', ['2026-01-05T00', '2026-12-07T00', '2027-01-04T00']],
    ['cron(0 0 SUNL * ? *)', ['2026-01-25T00', '2026-02-22T00', '2026-03-29T00']],
    ['cron(0 0 ? * L *)', ['2026-01-03T00', '2026-01-10T00']],
  ];

  for (const [expression, expected] of cases) {
    assert.deepEqual(starts(expression, '2026-01-01T00:00Z', expected.length), expected, expression);
  }
});

test('short months and leap days are passed over where they are not', () => {
  assert.deepEqual(starts('cron(0 0 31 * ? *)', '2026-01-31T00:00Z', 3), [
    '2026-03-31T00',
    '2026-05-31T00',
    '2026-07-31T00',
  ]);
  assert.deepEqual(starts('cron(0 5 29 2 ? *)', '2092-02-29T05:00Z', 2), ['2096-02-29T05', '2104-02-29T05']);
  assert.deepEqual(starts('cron(0 5 L 2 ? *)', '2027-03-01T00:00Z', 2), ['2028-02-29T05', '2029-02-28T05']);
  assert.deepEqual(
    starts('cron(0 0 ? 2 SUN#5 *)', '2076-01-01T00:00Z', 2),
    ['2088-02-29T00', '2128-02-29T00'].slice(0, 2),
  );
});

test('a start is after the moment, not at it', () => {
  assert.deepEqual(starts('cron(0 8 1 * ? *)', '2026-01-01T08:00:00.000Z', 1), ['2026-02-01T08']);
  assert.deepEqual(starts('cron(0 8 1 * ? *)', '2026-01-01T07:59:59.999Z', 1), ['2026-01-01T08']);
});

test('what Secrets Manager does not take is refused', () => {
  const refused = [
    'cron()',
    'cron(0 8 1 * ?)',
    'cron(0 8 1 * ? * *)',
    'cron(0 8 1 * ? *',
    'cron(0 8 1 * ? *))',
    ' cron(0 8 1 * ? *)',
    'CRON(0 8 1 * ? *)',
    '0 8 1 * ? *',
    // Windows open on the hour, every year.
    'cron(30 8 1 * ? *)',
    'cron(0/30 8 1 * ? *)',
    'cron(* 8 1 * ? *)',
    'cron(0 8 1 * ? 2026)',
    'cron(0 8 1 * ? ?)',
    // Exactly one of the day fields is left open.
    'cron(0 8 1 * MON *)',
    'cron(0 8 * * * *)',
    'cron(0 8 ? * ? *)',
    'cron(0 8 ? * \u017fun *)',
    // At most every four hours.
    'cron(0 * * * ? *)',
    'cron(0 /3 * * ? *)',
    'cron(0 8-12 * * ? *)',
    'cron(0 1,4 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 ? * * ? *)',
    // Days that are none, and days of other dialects.
    'cron(0 8 0 * ? *)',
    'cron(0 8 32 * ? *)',
    'cron(0 8 1 13 ? *)',
    'cron(0 8 ? * 0 *)',
    'cron(0 8 ? * 8 *)',
    'cron(0 8 3W * ? *)',
    'cron(0 8 LW * ? *)',
    'cron(0 8 L-3 * ? *)',
    'cron(0 8 15,L * ? *)',
    'cron(0 8 1L * ? *)',
    'cron(0 8 ? * TUE#0 *)',
    'cron(0 8 ? * TUE#6 *)',
    'cron(0 8 ? * TUE#1#2 *)',
    'cron(0 8 ? * #1 *)',
    'cron(0 8 ? * TUE#1,TUE#3 *)',
    // Days that never come.
    'cron(0 0 30 2 ? *)',
    'cron(0 0 31 2,4,6,9,11 ? *)',
  ];

  for (const expression of refused) {
    assert.equal(parseCron(expression), undefined, expression);
  }
});

test('over midnight, too, four hours lie between two starts', () => {
  const refused = [
    'cron(0 0,23 * * ? *)',
    'cron(0 /7 * * ? *)',
    'cron(0 1,22 * * ? *)',
    'cron(0 0/11 ? * * *)',
    // Saturday and Sunday, the last day of a month and the first of the next, and in leap years alone.
    'cron(0 0,21 ? * SAT-SUN *)',
    'cron(0 0,21 1,31 * ? *)',
    'cron(0 0,21 1,31 1,12 ? *)',
    'cron(0 0,21 28,1 2-3 ? *)',
    'cron(0 0,21 29,1 2,3 ? *)',
  ];
  const taken = [
    'cron(0 0/4 * * ? *)',
    'cron(0 8,12 * * ? *)',
    'cron(0 2/10 * * ? *)',
    'cron(0 0,20 * * ? *)',
    'cron(0 3,23 * * ? *)',
    // Days that never follow each other.
    'cron(0 0,23 1 * ? *)',
    'cron(0 0,23 L * ? *)',
    'cron(0 0,23 ? * SUN *)',
    'cron(0 0,23 ? * MON,WED,FRI *)',
    'cron(0 0,23 ? * TUE#3 *)',
    'cron(0 0,23 SUNL * ? *)',
    'cron(0 0,23 1/2 2,4 ? *)',
    'cron(0 0,21 1,31 2,4,6 ? *)',
    'cron(0 0,21 1,30 1,3 ? *)',
    'cron(0 0,21 29,1 2,4 ? *)',
  ];

  for (const expression of refused) {
    assert.equal(parseCron(expression), undefined, expression);
    assert.notEqual(readCron(expression), undefined, expression);
  }
  for (const expression of taken) assert.notEqual(parseCron(expression), undefined, expression);
});

test('an expression is taken if no two starts of three years are less than four hours apart', () => {
  const [from, to] = [Date.UTC(2023, 0), Date.UTC(2026, 0)];

  fc.assert(
    fc.property(hastyCronCase, cron => {
      const found: number[] = [];
      for (let day = from; day < to; day += DAY) {
        if (cron.isDay(day)) found.push(...cron.hours.map(hour => day + hour * HOUR));
      }
      // A fifth weekday of February does not come in every three years.
      fc.pre(found.length > 0);

      const isApart = found.every((start, index) => start - (found[index - 1] ?? 0) >= 4 * HOUR);

      assert.equal(parseCron(cron.expression) !== undefined, isApart, cron.expression);
    }),
    { numRuns: 300 },
  );
});

test('a number is the same with leading zeros, the minutes too', () => {
  const plain = parseCron('cron(0 8 1 1 ? *)');

  for (const expression of ['cron(00 8 1 1 ? *)', 'cron(0 08 01 01 ? *)', 'cron(000 08 1 1 ? *)']) {
    assert.deepEqual(parseCron(expression), plain, expression);
  }
  assert.deepEqual(parseCron('cron(00 08 ? 01 02#01 *)'), parseCron('cron(0 8 ? 1 2#1 *)'));
  for (const minutes of ['00/00', '0,0', '0-0', '+0', '-0', '01', '0000000000']) {
    assert.equal(parseCron(`cron(${minutes} 8 1 1 ? *)`), undefined, minutes);
  }
});

test('the next start is the one that looking at every day finds', () => {
  // Long enough for every leap day but those around 2100; a fifth weekday of February is rarer still.
  const lookedAt = 3_000;

  fc.assert(
    fc.property(cronCase, moment, (cronText, after) => {
      const cron = parseCron(cronText.expression);
      const expected = naiveNextStart(cronText, after, lookedAt);
      const found = cron && nextCronStart(cron, after);

      if (expected === undefined) {
        assert.ok(found === undefined || found > after + (lookedAt - 1) * 86_400_000, cronText.expression);
      } else {
        assert.equal(found, expected, cronText.expression);
      }
    }),
    { numRuns: 500 },
  );
});

test('no text makes the reader do more than answer', () => {
  const piece = fc.constantFrom(
    'cron(',
    ')',
    ' ',
    '0',
    '*',
    '?',
    '/',
    '-',
    ',',
    '#',
    'L',
    'SUN',
    '5',
    '29',
    '*/',
    '1-',
  );

  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
      const cron = parseCron(pieces.join('')) ?? parseCron(`cron(0 0 ${pieces.join('')} *)`);

      assert.ok(cron === undefined || nextCronStart(cron, 0) !== undefined);
    }),
  );
});
