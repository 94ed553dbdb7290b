import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseRotationRules, type RotationRules, type RotationSchedule } from './rotation-schedule.ts';
import { cronCase, DAY, HOUR, moment, naiveNextStart, rules } from './rotation-schedule.test-support.ts';
import { catchUpWindow, nextRotationDate, nextWindow, shownAfterDays } from './rotation-window.ts';

function scheduleOf(some: RotationRules): RotationSchedule {
  const schedule = parseRotationRules(some);
  assert.ok(schedule);
  return schedule;
}

function dateAfter(some: RotationRules, lastRotation: string): string {
  return new Date(nextRotationDate(nextWindow(scheduleOf(some), Date.parse(lastRotation)))).toISOString();
}

function catchUp(some: RotationRules, now: string): readonly string[] {
  const { start, end } = catchUpWindow(scheduleOf(some), Date.parse(now));
  return [start, end].map(ms => new Date(ms).toISOString().slice(0, 16));
}

test('NextRotationDate is what AWS was recorded to show', () => {
  const monthly = { ScheduleExpression: 'cron(0 0 1 * ? *)', Duration: '1h' };
  const mondays = { ScheduleExpression: 'cron(0 0 ? * 2 *)' };

  assert.equal(dateAfter({ AutomaticallyAfterDays: 30 }, '2026-09-24T06:11:43.593Z'), '2026-10-24T23:59:59.000Z');
  assert.equal(dateAfter({ AutomaticallyAfterDays: 30 }, '2026-01-22T06:42:22.340Z'), '2026-02-21T23:59:59.000Z');
  assert.equal(dateAfter({ AutomaticallyAfterDays: 30 }, '2024-02-22T07:16:15.807Z'), '2024-03-23T23:59:59.000Z');
  assert.equal(dateAfter(monthly, '2026-09-24T06:12:00.489Z'), '2026-10-01T00:59:59.000Z');
  // Rotated on a Monday, within the window: the next is a week later.
  assert.equal(dateAfter(mondays, '2023-10-16T07:18:02.417Z'), '2023-10-23T23:59:59.000Z');
  assert.equal(dateAfter(mondays, '2026-09-07T18:14:58.832Z'), '2026-09-14T23:59:59.000Z');
});

test('AutomaticallyAfterDays beside an expression is what AWS was recorded to show', () => {
  const shown = (some: RotationRules, last: string) => shownAfterDays(scheduleOf(some), Date.parse(last));

  assert.equal(shown({ ScheduleExpression: 'cron(0 0 1 * ? *)', Duration: '1h' }, '2026-09-24T06:11:43.593Z'), 7);
  assert.equal(shown({ ScheduleExpression: 'cron(0 0 ? * 2 *)' }, '2023-10-16T07:18:02.417Z'), 7);
  assert.equal(shown({ ScheduleExpression: 'cron(0 0 ? * 2 *)' }, '2026-09-07T18:14:58.832Z'), 7);
  assert.equal(shown({ ScheduleExpression: 'cron(0 16 1,15 * ? *)', Duration: '2h' }, '2026-05-01T17:00:00Z'), 14);
});

test('AutomaticallyAfterDays is the interval of a schedule in days, and at least 1', () => {
  const last = Date.parse('2026-09-24T06:00:00Z');

  assert.equal(shownAfterDays(scheduleOf({ ScheduleExpression: 'rate(10 days)' }), last), 10);
  assert.equal(shownAfterDays(scheduleOf({ AutomaticallyAfterDays: 1000 }), last), 1000);
  assert.equal(shownAfterDays(scheduleOf({ ScheduleExpression: 'rate(4 hours)' }), last), 1);
});

test('hourly windows open from midnight on, an hour each unless told otherwise', () => {
  assert.equal(dateAfter({ ScheduleExpression: 'rate(4 hours)' }, '2026-09-24T06:12:00Z'), '2026-09-24T08:59:59.000Z');
  assert.equal(dateAfter({ ScheduleExpression: 'rate(12 hours)' }, '2026-09-24T12:12:00Z'), '2026-09-25T00:59:59.000Z');
  assert.equal(
    dateAfter({ ScheduleExpression: 'rate(6 hours)', Duration: '6h' }, '2026-09-24T17:00:00Z'),
    '2026-09-24T23:59:59.000Z',
  );
});

test('hours that divide the day have a window open at midnight; others go over it with their pace, counted from 1970', () => {
  const starts = (hours: number, from: string, count: number) => {
    const schedule = scheduleOf({ ScheduleExpression: `rate(${hours} hours)` });
    const found: string[] = [];
    for (let at = Date.parse(from); found.length < count;) {
      at = nextWindow(schedule, at).start;
      found.push(new Date(at).toISOString().slice(0, 13));
    }
    return found;
  };

  for (const hours of [4, 6, 8, 12]) {
    assert.deepEqual(starts(hours, '2026-09-23T23:59:59Z', 1), ['2026-09-24T00'], String(hours));
  }
  assert.deepEqual(starts(5, '1970-01-01T00:00:00Z', 5), [
    '1970-01-01T05',
    '1970-01-01T10',
    '1970-01-01T15',
    '1970-01-01T20',
    '1970-01-02T01',
  ]);
  // 21,622 times 23 hours after that midnight, and the next two.
  assert.deepEqual(starts(23, '2026-09-24T06:12:00Z', 3), ['2026-09-25T02', '2026-09-26T01', '2026-09-27T00']);
});

test('every window opens on the hour after the moment, within one day, and before the next window', () => {
  fc.assert(
    fc.property(rules, moment, (some, after) => {
      const schedule = scheduleOf(some);

      const { start, end } = nextWindow(schedule, after);

      assert.ok(start > after && start % HOUR === 0);
      assert.ok(end > start && end - start <= schedule.durationHours * HOUR);
      assert.equal(Math.floor(start / DAY), Math.floor((end - 1) / DAY));
      assert.ok(nextWindow(schedule, start).start >= end);
      if (schedule.kind !== 'days') {
        assert.equal(nextWindow(schedule, start - 1).start, start);
      }
    }),
    { numRuns: 500 },
  );
});

test('120: an interval in days counts calendar days, whatever the hour of the last rotation', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), moment, (days, after) => {
      const { start } = nextWindow(scheduleOf({ AutomaticallyAfterDays: days }), after);

      const expected = new Date(after);
      expected.setUTCDate(expected.getUTCDate() + days);
      assert.equal(new Date(start).toISOString(), `${expected.toISOString().slice(0, 10)}T00:00:00.000Z`);
    }),
  );
});

test('hourly windows keep their pace', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 23 }), moment, (hours, after) => {
      const schedule = scheduleOf({ ScheduleExpression: `rate(${hours} hours)` });

      const first = nextWindow(schedule, after).start;

      assert.ok(first - after <= hours * HOUR);
      assert.equal(nextWindow(schedule, first).start, first + hours * HOUR);
    }),
  );
});

test('a rotation in days that was missed catches up on any day, in the hours of its window', () => {
  assert.deepEqual(catchUp({ AutomaticallyAfterDays: 30 }, '2026-09-24T13:00Z'), [
    '2026-09-24T00:00',
    '2026-09-25T00:00',
  ]);
  const night = { AutomaticallyAfterDays: 30, Duration: '3h' };
  assert.deepEqual(catchUp(night, '2026-09-24T02:59Z'), ['2026-09-24T00:00', '2026-09-24T03:00']);
  assert.deepEqual(catchUp(night, '2026-09-24T03:00Z'), ['2026-09-25T00:00', '2026-09-25T03:00']);
});

test('a cron rotation that was missed waits for a window of its own', () => {
  const monthly = { ScheduleExpression: 'cron(0 2 1 * ? *)', Duration: '2h' };

  assert.deepEqual(catchUp(monthly, '2026-10-01T01:59Z'), ['2026-10-01T02:00', '2026-10-01T04:00']);
  assert.deepEqual(catchUp(monthly, '2026-10-01T03:59Z'), ['2026-10-01T02:00', '2026-10-01T04:00']);
  assert.deepEqual(catchUp(monthly, '2026-10-01T04:00Z'), ['2026-11-01T02:00', '2026-11-01T04:00']);
});

test('of all windows of a schedule, the one to catch up in is the first that is not over', () => {
  fc.assert(
    fc.property(cronCase, moment, (cron, now) => {
      const first = naiveNextStart(cron, now - DAY, 400);
      fc.pre(first !== undefined);
      const schedule = scheduleOf({ ScheduleExpression: cron.expression });

      const window = catchUpWindow(schedule, now);

      assert.ok(window.end > now);
      // Everything that opened in the day before now and earlier than this window is over.
      for (let start: number | undefined = first; start !== undefined && start < window.start;) {
        assert.ok(nextWindow(schedule, start - 1).end <= now);
        start = naiveNextStart(cron, start, 400);
      }
    }),
  );
});
