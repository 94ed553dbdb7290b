import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { eventId, eventTime } from './uuid-v7.ts';

describe('eventId', () => {
  it('writes the example of RFC 9562, A.6', () => {
    const tail = Buffer.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);

    const id = eventId(0x017f22e279b0, () => tail);

    assert.equal(id, '017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
    assert.equal(tail[0], 0x0c, 'the bytes that it was given are as they were');
  });

  it('carries its time', () => {
    const tails = fc.uint8Array({ minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 - 1 }), tails, (at, tail) => {
        assert.equal(eventTime(eventId(at, () => Buffer.from(tail))), at);
      }),
    );
  });

  for (const at of [-1, 1.5, 2 ** 48, Number.NaN]) {
    it(`refuses the time ${at}`, () => {
      assert.throws(() => eventId(at, bytes => Buffer.alloc(bytes)), RangeError);
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
