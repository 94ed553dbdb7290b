import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Redacted } from '@coffer/wire';
import { open, seal } from './aead.ts';
import { bitFlips, countingRandom, isUnreadable, keyOf } from './testing.ts';

const AAD = Buffer.from('where it belongs');

test('what is sealed opens again, for any plaintext and any additional data', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (plaintext, aad) => {
      const sealed = seal(keyOf(1), aad, new Redacted(plaintext), randomBytes);

      assert.deepEqual(open(keyOf(1), aad, sealed), Buffer.from(plaintext));
      assert.equal(sealed.length, plaintext.length + 28);
    }),
    { numRuns: 200 },
  );
});

test('nonce, ciphertext and tag lie in this order and never change', () => {
  const sealed = seal(keyOf(1), AAD, Buffer.from('hello'), countingRandom());

  assert.equal(sealed.toString('hex'), '000102030405060708090a0bd3c3f94a4fce0b7c623e5adafcb5c73ae663e330b5');
});

test('the same plaintext is sealed to different bytes each time', () => {
  const first = seal(keyOf(1), AAD, Buffer.from('hello'), randomBytes);
  const second = seal(keyOf(1), AAD, Buffer.from('hello'), randomBytes);

  assert.notDeepEqual(first.subarray(12), second.subarray(12));
});

test('one changed bit anywhere is refused', () => {
  const sealed = seal(keyOf(1), AAD, Buffer.from('hello'), randomBytes);

  for (const changed of bitFlips(sealed)) {
    assert.throws(() => open(keyOf(1), AAD, changed), isUnreadable('authentication'));
  }
});

test('other additional data, another key and any shorter text are refused', () => {
  const sealed = seal(keyOf(1), AAD, Buffer.from('hello'), randomBytes);

  assert.throws(() => open(keyOf(1), AAD.subarray(1), sealed), isUnreadable('authentication'));
  assert.throws(() => open(keyOf(2), AAD, sealed), isUnreadable('authentication'));
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => open(keyOf(1), AAD, sealed.subarray(0, length)), isUnreadable());
  }
});
