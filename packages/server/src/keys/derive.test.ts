import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deriveBytes, fingerprint } from './derive.ts';
import { keyOf } from './testing.ts';

// Computed with another implementation: OpenSSL's KBKDF (counter mode, HMAC-SHA-256, separator, length field).
test('a derived key is that of SP 800-108 in counter mode', () => {
  const derived = deriveBytes(keyOf(1), 'coffer message key v1', Buffer.alloc(16, 9));

  assert.equal(derived.toString('hex'), '2ba4807a264712e95e297abf945804f6394ad2d7d1342eb0499ae30145e3c30f');
});

test('each label and each context give another key', () => {
  const derived = [
    deriveBytes(keyOf(1), 'a', Buffer.from('b')),
    deriveBytes(keyOf(1), 'b', Buffer.from('b')),
    deriveBytes(keyOf(1), 'a', Buffer.from('c')),
    deriveBytes(keyOf(1), 'ab', Buffer.from('')),
    deriveBytes(keyOf(2), 'a', Buffer.from('b')),
  ];

  assert.equal(new Set(derived.map(bytes => bytes.toString('hex'))).size, derived.length);
});

test('the name of a key is stable and differs from key to key', () => {
  assert.equal(fingerprint(keyOf(1)), 'rk-a826a622454e4008ae5937d462b1b7e1');
  assert.notEqual(fingerprint(keyOf(2)), fingerprint(keyOf(1)));
});
