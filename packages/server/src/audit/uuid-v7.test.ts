import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { eventIds, eventTime } from './uuid-v7.ts';

describe('eventIds', () => {
  it('writes the example of RFC 9562, A.6', () => {
    // cc3, a digit that chooses the variant 9, and 8c4dc0c0c07398f.
    const page = Buffer.from('cc318c4dc0c0c07398f0'.padEnd(8_192, '0'), 'hex');

    const id = eventIds(() => page)(0x017f22e279b0);

    assert.equal(id, '017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('never gives the same digits twice, whatever page they come from', () => {
    const make = eventIds(randomBytes);

    const ids = new Set(Array.from({ length: 5_000 }, () => make(0)));

    assert.equal(ids.size, 5_000);
    for (const id of ids) assert.match(id, /^00000000-0000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('carries its time', () => {
    const make = eventIds(randomBytes);
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 - 1 }), at => {
        assert.equal(eventTime(make(at)), at);
      }),
    );
  });

  for (const at of [-1, 1.5, 2 ** 48, Number.NaN]) {
    it(`refuses the time ${at}`, () => {
      assert.throws(() => eventIds(randomBytes)(at), RangeError);
    });
  }
});

describe('eventTime', () => {
  for (const text of ['', '8f3b2c1d-0000-4000-8000-0123456789ab', '017f22e2-79b0-7cc3-18c4-dc0c0c07398f']) {
    it(`finds none in \`${text}\``, () => {
      assert.equal(eventTime(text), undefined);
    });
  }
});
