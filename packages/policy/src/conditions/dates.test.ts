import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatDate, readDate } from './dates.ts';

test('a date that is written is the date that is read', () => {
  const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 });
  fc.assert(
    fc.property(seconds, second => {
      const ms = second * 1000;
      assert.equal(formatDate(ms), new Date(ms).toISOString().replace('.000Z', 'Z'));
      assert.equal(readDate(formatDate(ms)), ms);
    }),
  );
});

test('dates may leave out their end and name a zone', () => {
  assert.equal(readDate('2026-01'), Date.UTC(2026, 0, 1));
  assert.equal(readDate('2026-01-02T03Z'), Date.UTC(2026, 0, 2, 3));
  assert.equal(readDate('2026-01-02T03:04:05.678+01:30'), Date.UTC(2026, 0, 2, 1, 34, 5, 678));
  assert.equal(readDate('2026-01-02t03:04-02'), Date.UTC(2026, 0, 2, 5, 4));
});

test('whole digits are seconds since 1970', () => {
  assert.equal(readDate('1790456674'), 1_790_456_674_000);
  assert.equal(readDate('9223372036854775807'), 2 ** 63 * 1000);
});

test('what is no date is refused', () => {
  const texts = ['', 'sdfdsf', '234-13', '2026-00-01', '2026-01-32', '2026-01-01T24:00', '2026-01-01T00:60', '1.5'];
  const zones = ['2016-12-13t2:00:00.593194+1', '2016-12-13t2:00:00.1999999999+10:59', '2026-01-01T00:00+24:00'];
  for (const text of [...texts, ...zones, '9223372036854775808', '2026-01-01-01', '-', 'T', '2026-01-01T00:00:60']) {
    assert.equal(readDate(text), undefined, text);
  }
});
