import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { UnencodableContext } from './encryption-context.ts';
import { claimedBackingKey, decryptUnder, encryptUnder } from './kms-cipher.ts';
import { bitFlips, countingRandom, isUnreadable, keyOf } from './testing.ts';

const UNDER = { keyId: '01234567-89ab-4cde-8f01-23456789abcd', backingVersion: 7 };
const CONTEXT = { SecretARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf', SecretVersionId: 'v1' };
const GOLDEN =
  'c0ff01030123456789ab4cde8f0123456789abcd00000007000102030405060708090a0b0c0d0e0f101112131415161718191a1be237b789b4291c808dfce7d4237af6550b18c47cce3b587e';

test('a ciphertext has the layout of docs/key-hierarchy.md', () => {
  const blob = encryptUnder(keyOf(3), UNDER, CONTEXT, Buffer.from('data key'), countingRandom());

  assert.equal(blob.toString('hex'), GOLDEN);
});

test('a ciphertext of the first release opens for ever', () => {
  const plaintext = decryptUnder(keyOf(3), Buffer.from(GOLDEN, 'hex'), CONTEXT);

  assert.equal(plaintext.unwrap().toString(), 'data key');
  assert.equal(inspect(plaintext), '[redacted]');
});

test('a ciphertext says which key it is under', () => {
  assert.deepEqual(claimedBackingKey(Buffer.from(GOLDEN, 'hex')), UNDER);
});

test('the order of the context means nothing', () => {
  const { SecretARN, SecretVersionId } = CONTEXT;

  const plaintext = decryptUnder(keyOf(3), Buffer.from(GOLDEN, 'hex'), { SecretVersionId, SecretARN });

  assert.equal(plaintext.unwrap().toString(), 'data key');
});

test('one changed bit anywhere is refused: header, key id, backing version, salt, nonce, ciphertext, tag', () => {
  const blob = encryptUnder(keyOf(3), UNDER, CONTEXT, Buffer.from('data key'), randomBytes);

  for (const changed of bitFlips(blob)) {
    assert.throws(() => decryptUnder(keyOf(3), changed, CONTEXT), isUnreadable());
  }
});

test('another context, another key and a cut ciphertext are refused', () => {
  const blob = Buffer.from(GOLDEN, 'hex');

  for (const context of [{}, { ...CONTEXT, SecretVersionId: 'v2' }, { ...CONTEXT, more: '' }]) {
    assert.throws(() => decryptUnder(keyOf(3), blob, context), isUnreadable('authentication'));
  }
  assert.throws(() => decryptUnder(keyOf(4), blob, CONTEXT), isUnreadable('authentication'));
  for (let length = 0; length < blob.length; length++) {
    assert.throws(() => decryptUnder(keyOf(3), blob.subarray(0, length), CONTEXT), isUnreadable());
  }
});

test('whatever is no ciphertext of this type names no key', () => {
  const tooLong = Buffer.concat([Buffer.from(GOLDEN, 'hex'), Buffer.alloc(4_096)]);

  assert.throws(() => claimedBackingKey(Buffer.from('hello')), isUnreadable('no-blob'));
  assert.throws(() => claimedBackingKey(Buffer.alloc(0)), isUnreadable('no-blob'));
  assert.throws(() => claimedBackingKey(Buffer.from('c0ff0203', 'hex')), isUnreadable('version'));
  assert.throws(() => claimedBackingKey(Buffer.from('c0ff0104', 'hex')), isUnreadable('type'));
  assert.throws(() => claimedBackingKey(tooLong), isUnreadable('length'));
});

test('4,096 bytes are encrypted, one more is not, nor is a key id that is no UUID', () => {
  const blob = encryptUnder(keyOf(3), UNDER, {}, Buffer.alloc(4_096), randomBytes);

  assert.equal(decryptUnder(keyOf(3), blob, {}).unwrap().length, 4_096);
  assert.throws(() => encryptUnder(keyOf(3), UNDER, {}, Buffer.alloc(4_097), randomBytes), RangeError);
  assert.throws(
    () => encryptUnder(keyOf(3), { ...UNDER, keyId: 'alias/x' }, {}, Buffer.alloc(1), randomBytes),
    RangeError,
  );
  assert.throws(() => decryptUnder(keyOf(3), blob, { a: '\ud800' }), UnencodableContext);
});

test('two messages of one key share neither salt nor nonce nor ciphertext', () => {
  const first = encryptUnder(keyOf(3), UNDER, {}, Buffer.alloc(32), randomBytes);
  const second = encryptUnder(keyOf(3), UNDER, {}, Buffer.alloc(32), randomBytes);

  assert.notDeepEqual(first.subarray(24, 40), second.subarray(24, 40));
  assert.notDeepEqual(first.subarray(40, 52), second.subarray(40, 52));
  assert.notDeepEqual(first.subarray(52), second.subarray(52));
});
