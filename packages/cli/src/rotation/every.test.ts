import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysBetween, readEvery } from './every.ts';
import { rotationWarnings } from './warnings.ts';

test('an interval becomes the rules that RotateSecret takes', () => {
  assert.deepEqual(readEvery('30d'), { AutomaticallyAfterDays: 30 });
  assert.deepEqual(readEvery('1000d'), { AutomaticallyAfterDays: 1_000 });
  assert.deepEqual(readEvery('12h'), { ScheduleExpression: 'rate(12 hours)' });
  for (const text of ['rate(10 days)', 'rate(4 hours)', 'cron(0 16 1,15 * ? *)', 'cron(0 8 ? * 1#1 *)']) {
    assert.deepEqual(readEvery(text), { ScheduleExpression: text });
  }
});

test('what the server would refuse at the end is refused at the beginning', () => {
  const words = ['', '30', 'd', '-1d', '30 d', '1e2d', '30D', 'rate(1)', 'rate(1 week)', 'cron(0 8)', 'cron(', 'month'];
  for (const text of [...words, `cron(0 8 ${'1,'.repeat(200)}1 * ? *)`]) {
    assert.throws(() => readEvery(text), /is no interval such as `30d`/, text);
  }
  assert.throws(() => readEvery('0d'), /every 1 to 1000 days/);
  assert.throws(() => readEvery('1001d'), /every 1 to 1000 days/);
  assert.throws(() => readEvery('3h'), /every 4 to 999 hours/);
});

test('the days between two rotations are known but of a cron', () => {
  assert.deepEqual(
    ['44d', '12h', 'rate(7 days)', 'cron(0 8 1 * ? *)'].map(each => daysBetween(readEvery(each))),
    [44, 0.5, 7, undefined],
  );
});

test('119: warnings say what the interval means for a limit on the age of passwords', () => {
  const of = (...[strategy, every, isAtOnce]: Parameters<typeof rotationWarnings>) =>
    rotationWarnings(strategy, every, isAtOnce).join('\n');

  assert.match(of('alternating', readEvery('44d'), true), /\(90 days: 44\); this interval keeps a limit of 90 days$/m);
  assert.match(of('single', readEvery('89d'), true), /at least a day longer than the interval, here 90 days$/m);
  assert.match(of('alternating', readEvery('cron(0 8 1 * ? *)'), true), /\(90 days: 44\)$/m);
  assert.match(of('single', readEvery('30d'), true), /^the secret rotates at once/);
  assert.match(of('single', readEvery('30d'), false), /^the secret does not rotate now/);
});
