import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cloudTrailDate } from './dates.ts';

describe('cloudTrailDate', () => {
  for (const [time, text] of [
    ['2018-05-03T17:51:02.999Z', 'May 3, 2018 5:51:02 PM'],
    ['2024-12-31T00:00:09Z', 'Dec 31, 2024 12:00:09 AM'],
    ['2024-01-01T12:05:00Z', 'Jan 1, 2024 12:05:00 PM'],
  ] as const) {
    it(`writes ${time} as ${text}`, () => {
      assert.equal(cloudTrailDate(Date.parse(time)), text);
    });
  }

  it('refuses a time that no calendar has', () => {
    assert.throws(() => cloudTrailDate(1e16), RangeError);
  });
});
