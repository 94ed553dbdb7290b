import { test } from 'node:test';
import assert from 'node:assert/strict';
import { parseRotationRules, type RotationRules, storedSchedule } from './rotation-schedule.ts';

const INVALID_EXPRESSION = 'Invalid schedule expression.';
const HOURLY_RATE = 'Rate in hour should be least 4 and less than 24.';
const DAILY_RATE = 'Rate in day should be greater than 0 and less than 1000.';
const DURATION = 'Duration must be at least 1 hour, at most 24 hour.';
const LONGER_THAN_RATE = 'Duration cannot be greater than Rate in hour.';
const OVER_MIDNIGHT = 'Starting hour and duration must be within a day.';

function assertRefused(rules: RotationRules, message: string): void {
  assert.throws(() => parseRotationRules(rules), { code: 'InvalidParameterException', message }, JSON.stringify(rules));
}

function durationHours(ScheduleExpression: string, Duration?: string): number | undefined {
  return parseRotationRules({ ScheduleExpression, Duration })?.durationHours;
}

test('days and an expression exclude each other', () => {
  assertRefused(
    { AutomaticallyAfterDays: 30, ScheduleExpression: 'rate(30 days)' },
    'You cannot specify both rotation frequency and schedule expression together.',
  );
});

test('days alone are a schedule whose window is the whole day', () => {
  assert.deepEqual(parseRotationRules({ AutomaticallyAfterDays: 1000 }), {
    kind: 'days',
    days: 1000,
    durationHours: 24,
  });
  assert.deepEqual(parseRotationRules({ AutomaticallyAfterDays: 7, Duration: '3h' }), {
    kind: 'days',
    days: 7,
    durationHours: 3,
  });
});

test('rules without days and expression ask for no schedule, but their duration must be one', () => {
  assert.equal(parseRotationRules({}), undefined);
  assert.equal(parseRotationRules({ Duration: '2h' }), undefined);
  assertRefused({ Duration: '25h' }, DURATION);
});

test('a rate is hours or days, in singular or plural', () => {
  assert.deepEqual(parseRotationRules({ ScheduleExpression: 'rate(4 hours)' }), {
    kind: 'hours',
    hours: 4,
    durationHours: 1,
  });
  assert.deepEqual(parseRotationRules({ ScheduleExpression: 'rate(23 hour)' }), {
    kind: 'hours',
    hours: 23,
    durationHours: 1,
  });
  assert.deepEqual(parseRotationRules({ ScheduleExpression: 'rate(1 day)' }), {
    kind: 'days',
    days: 1,
    durationHours: 24,
  });
  assert.deepEqual(parseRotationRules({ ScheduleExpression: 'rate(999 days)' }), {
    kind: 'days',
    days: 999,
    durationHours: 24,
  });
});

test('a rate out of bounds is told which bounds', () => {
  for (const value of ['0', '3', '24', '999999999']) {
    assertRefused({ ScheduleExpression: `rate(${value} hours)` }, HOURLY_RATE);
  }
  for (const value of ['0', '1000', '999999999']) {
    assertRefused({ ScheduleExpression: `rate(${value} days)` }, DAILY_RATE);
  }
});

test('an expression that is neither rate nor cron is refused', () => {
  const none = [
    '',
    'rate',
    'rate()',
    'rate(5)',
    'rate(days)',
    'rate(-5 days)',
    'rate(5 days) ',
    'rate(5 days',
    'rate(5 days 1)',
  ];

  for (const ScheduleExpression of [
    ...none,
    'rate(1.5 days)',
    'rate(5 minutes)',
    'rate(2 weeks)',
    'RATE(5 days)',
    'at(5)',
  ]) {
    assertRefused({ ScheduleExpression }, INVALID_EXPRESSION);
  }
  assertRefused({ ScheduleExpression: 'cron(30 8 1 * ? *)' }, INVALID_EXPRESSION);
  assertRefused({ ScheduleExpression: 'cron(0 0 30 2 ? *)' }, INVALID_EXPRESSION);
});

test('an expression that comes more often than every four hours is refused, but stays a schedule where it is stored', () => {
  for (const ScheduleExpression of ['cron(0 0,23 * * ? *)', 'cron(0 0/7 * * ? *)']) {
    assertRefused({ ScheduleExpression }, INVALID_EXPRESSION);
    assertRefused({ ScheduleExpression, Duration: '1h' }, INVALID_EXPRESSION);

    assert.equal(storedSchedule({ ScheduleExpression, Duration: '1h' })?.durationHours, 1);
  }
});

test('a duration is 1 to 24 hours', () => {
  for (const Duration of ['0h', '25h', '99h', 'h', '2', '2m', '-1h', '1.5h', ' 2h']) {
    assertRefused({ AutomaticallyAfterDays: 30, Duration }, DURATION);
  }
});

test('a window does not reach into the next one', () => {
  assert.equal(durationHours('rate(4 hours)', '4h'), 4);
  assertRefused({ ScheduleExpression: 'rate(4 hours)', Duration: '5h' }, LONGER_THAN_RATE);
  assert.equal(durationHours('cron(0 0,6,16 * * ? *)', '6h'), 6);
  assertRefused({ ScheduleExpression: 'cron(0 0,6,16 * * ? *)', Duration: '7h' }, LONGER_THAN_RATE);
});

test('a window does not reach into the next day', () => {
  assert.equal(durationHours('cron(0 22 * * ? *)', '2h'), 2);
  assertRefused({ ScheduleExpression: 'cron(0 22 * * ? *)', Duration: '3h' }, OVER_MIDNIGHT);
  assert.equal(durationHours('cron(0 2/10 * * ? *)', '2h'), 2);
  assertRefused({ ScheduleExpression: 'cron(0 2/10 * * ? *)', Duration: '3h' }, OVER_MIDNIGHT);
});

test('without a duration a window is an hour on a schedule in hours, else the rest of the day', () => {
  assert.equal(durationHours('rate(12 hours)'), 1);
  assert.equal(durationHours('cron(0 /8 * * ? *)'), 1);
  assert.equal(durationHours('cron(0 16 1,15 * ? *)'), 8);
  assert.equal(durationHours('rate(10 days)'), 24);
});
