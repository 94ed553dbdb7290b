import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseRotationRules, type RotationRules, type RotationSchedule } from './rotation-schedule.ts';
import { HOUR, moment, rules, seededRandom } from './rotation-schedule.test-support.ts';
import { planMissedRotation, planRotation } from './rotation-window-plan.ts';
import { nextRotationDate, nextWindow } from './rotation-window.ts';

const LAST = Date.parse('2026-09-24T06:11:43.593Z');

function scheduleOf(some: RotationRules): RotationSchedule {
  const schedule = parseRotationRules(some);
  assert.ok(schedule);
  return schedule;
}

/** How often each hour of the day, or minute of the hour, came in so many plans. */
function counts(some: RotationRules, part: 'getUTCHours' | 'getUTCMinutes', size: number, plans: number): number[] {
  const schedule = scheduleOf(some);
  const random = seededRandom(1);
  const found = Array.from({ length: size }, () => 0);
  for (let plan = 0; plan < plans; plan++) {
    const value = new Date(planRotation(schedule, LAST, random).at)[part]();
    found[value] = (found[value] ?? 0) + 1;
  }
  return found;
}

/** How far counts are from what is expected, as a sum of squares; its mean is one less than the number of counts. */
function chiSquared(found: readonly number[], expected: (index: number) => number): number {
  return found.reduce((sum, count, index) => sum + (count - expected(index)) ** 2 / expected(index), 0);
}

test('a rotation is planned inside its window, so not after NextRotationDate', () => {
  fc.assert(
    fc.property(rules, moment, fc.nat(), (some, after, seed) => {
      const schedule = scheduleOf(some);

      const { window, at } = planRotation(schedule, after, seededRandom(seed));

      assert.deepEqual(window, nextWindow(schedule, after));
      assert.ok(at >= window.start && at <= nextRotationDate(window));
      assert.equal((at - window.start) % 1_000, 0);
    }),
    { numRuns: 300 },
  );
});

test('120: of an interval in days, the hour is any of the day', () => {
  const found = counts({ AutomaticallyAfterDays: 30 }, 'getUTCHours', 24, 12_000);

  // 23 degrees of freedom: 60 is passed once in 30,000 seeds, and this seed is fixed.
  assert.ok(chiSquared(found, () => 500) < 60, String(found));
});

test('120: of an interval in days, the minute is weighted to the full hour', () => {
  const found = counts({ AutomaticallyAfterDays: 30 }, 'getUTCMinutes', 60, 18_000);

  assert.ok(chiSquared(found, minute => 5 * (119 - 2 * minute)) < 115, String(found));
});

test('a short window of an interval in days is used to its end and no further', () => {
  const found = counts({ AutomaticallyAfterDays: 30, Duration: '3h' }, 'getUTCHours', 24, 3_000);

  assert.ok(chiSquared(found.slice(0, 3), () => 1_000) < 25, String(found));
  assert.deepEqual(
    found.slice(3),
    Array.from({ length: 21 }, () => 0),
  );
});

test('in the window of an expression every minute is as likely as the other', () => {
  const found = counts({ ScheduleExpression: 'cron(0 0 1 * ? *)', Duration: '2h' }, 'getUTCMinutes', 60, 18_000);

  assert.ok(chiSquared(found, () => 300) < 115, String(found));
});

test('a missed rotation is made at once in an open window, else by chance in the next', () => {
  const night = scheduleOf({ AutomaticallyAfterDays: 30, Duration: '2h' });
  const midnight = Date.parse('2026-09-24T00:00:00Z');

  const open = planMissedRotation(night, midnight + HOUR + 7, seededRandom(1));
  const closed = planMissedRotation(night, midnight + 5 * HOUR, seededRandom(1));

  assert.equal(open.at, midnight + HOUR + 7);
  assert.ok(closed.at >= closed.window.start && closed.at < closed.window.end);
  assert.equal(closed.window.start, midnight + 24 * HOUR);
});
