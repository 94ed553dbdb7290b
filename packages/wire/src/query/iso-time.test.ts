import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatIsoTime, parseIsoTime } from './iso-time.ts';

test('an instant is read back as it was written', () => {
  const years1To9999 = { min: new Date('0100-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') };
  fc.assert(
    fc.property(fc.date({ ...years1To9999, noInvalidDate: true }), date => {
      assert.equal(parseIsoTime(formatIsoTime(date.getTime())), date.getTime());
    }),
  );
});

test('fractions and offsets are understood', () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5);

  assert.equal(parseIsoTime('2026-01-02T03:04:05Z'), at);
  assert.equal(parseIsoTime('2026-01-02T03:04:05.1Z'), at + 100);
  assert.equal(parseIsoTime('2026-01-02T03:04:05.678999Z'), at + 678);
  assert.equal(parseIsoTime('2026-01-02T04:34:05+01:30'), at);
  assert.equal(parseIsoTime('2026-01-01T22:04:05-05:00'), at);
  assert.equal(formatIsoTime(at + 7), '2026-01-02T03:04:05.007Z');
  assert.equal(formatIsoTime(at), '2026-01-02T03:04:05Z');
});

test('what is no instant is refused', () => {
  const texts = ['', '2026-01-02', '2026-02-31T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z'];
  texts.push('2026-01-01T00:60:00Z', '2026-01-01T00:00:00', '1767225600', '2026-01-01T00:00:00+24:00');
  texts.push('2026-01-01T00:00:00Z\n', '2026-01-01 00:00:00Z', '0026-01-01T00:00:00Z');
  for (const text of texts) assert.equal(parseIsoTime(text), undefined, text);
});
