import { test } from 'node:test';
import assert from 'node:assert/strict';
import { type CronField, cronValues } from './schedule-cron-field.ts';

const WEEK: CronField = { min: 1, max: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };
const HOURS: CronField = { min: 0, max: 23, names: [] };

test('a field stands for its values, ascending and each once', () => {
  const cases: readonly (readonly [string, CronField, readonly number[]])[] = [
    ['*', WEEK, [1, 2, 3, 4, 5, 6, 7]],
    ['3', WEEK, [3]],
    ['03', WEEK, [3]],
    ['tue', WEEK, [3]],
    ['MON-FRI', WEEK, [2, 3, 4, 5, 6]],
    ['FRI-MON', WEEK, [1, 2, 6, 7]],
    ['4-4', WEEK, [4]],
    ['1/2', WEEK, [1, 3, 5, 7]],
    ['7,1,SUN', WEEK, [1, 7]],
    ['/8', HOURS, [0, 8, 16]],
    ['*/8', HOURS, [0, 8, 16]],
    ['2/10', HOURS, [2, 12, 22]],
    ['2-20/6', HOURS, [2, 8, 14, 20]],
    ['20-4/4', HOURS, [0, 4, 20]],
  ];

  for (const [text, field, values] of cases) {
    assert.deepEqual(cronValues(text, field), values, text);
  }
});

test('what is no value, range, increment or list of the field is refused', () => {
  const malformed = [
    '',
    ',',
    '1,',
    '0',
    '8',
    '-',
    '1-',
    '-1',
    '1-8',
    '1-2-3',
    '/',
    '1/',
    '1/0',
    '1/8',
    '1/2/3',
    '1//2',
  ];

  for (const text of [...malformed, '+1', '1.5', '1e0', '0x1', ' 1', '**', '*-3', 'SUND', 'JAN', '?', 'L', '1W']) {
    assert.equal(cronValues(text, WEEK), undefined, text);
  }
});
