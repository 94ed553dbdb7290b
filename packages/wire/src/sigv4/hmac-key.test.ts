import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { HmacKey } from './hmac-key.ts';

test('gives the HMAC of Node.js for every key and text, long and short in turn', () => {
  const piece = fc.constantFrom('', 'a', 'é', '語', '🗝');
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.tuple(piece, fc.integer({ max: 700, min: 0 })).map(([one, times]) => one.repeat(times)),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(text, { maxLength: 5 }), (bytes, texts) => {
      const key = new HmacKey(bytes);
      for (const each of texts) {
        assert.equal(key.sign(each), createHmac('sha256', bytes).update(each).digest('hex'));
      }
    }),
  );
});

test('a key of more than a block is refused', () => {
  assert.throws(() => new HmacKey(new Uint8Array(65)), RangeError);
});

test('prints nothing of the key', () => {
  assert.equal(inspect(new HmacKey(new Uint8Array(32)), { showHidden: true, depth: 9 }), 'HmacKey {}');
});
