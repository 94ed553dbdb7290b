import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatTimestamp, parseHttpDate, parseTimestamp } from './timestamp.ts';

test('every second from 1970 to 9999 comes back as it was, in both spellings', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), seconds => {
      const ms = seconds * 1000;

      assert.equal(parseTimestamp(formatTimestamp(ms + 999)), ms);
      assert.equal(parseHttpDate(new Date(ms).toUTCString()), ms);
    }),
  );
});

test('leap years are those of the calendar', () => {
  assert.equal(parseTimestamp('20000229T000000Z'), Date.UTC(2000, 1, 29));
  assert.equal(parseTimestamp('20240229T000000Z'), Date.UTC(2024, 1, 29));
  assert.equal(parseTimestamp('21000229T000000Z'), undefined);
});

test('what the calendar does not have is no time', () => {
  for (const text of [
    '20150229T000000Z',
    '20151301T000000Z',
    '20150100T000000Z',
    '20150101T240000Z',
    '20150101T006000Z',
    '20150101T000060Z',
    '19691231T235959Z',
    '2015-01-01T00:00',
    '20150101t000000Z',
    '2015010aT000000Z',
    '20150101T000000',
    '',
  ]) {
    assert.equal(parseTimestamp(text), undefined, text);
  }
  for (const text of ['Mon, 30 Aug 2015 12:36:00 GMT', 'Sun, 30 Aug 2015 12:36:00 UTC', 'Sun Aug 30 12:36:00 2015']) {
    assert.equal(parseHttpDate(text), undefined, text);
  }
});
