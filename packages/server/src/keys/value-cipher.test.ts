import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Redacted } from '@coffer/wire';
import { UnencodableContext } from './encryption-context.ts';
import { bitFlips, countingRandom, isUnreadable, keyOf } from './testing.ts';
import { openValue, sealValue } from './value-cipher.ts';
import type { ValuePlace } from './value-cipher.ts';

const PLACE: ValuePlace = {
  secretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf',
  versionId: '01234567-89ab-4cde-8f01-23456789abcd',
  kind: 'string',
};
const GOLDEN = 'c0ff0104000102030405060708090a0bb2dbe8dd2b355eefc8afd56261e5d315816d4eabf01be6';

test('a sealed value has the layout of docs/key-hierarchy.md', () => {
  const blob = sealValue(keyOf(5), PLACE, new Redacted(Buffer.from('hunter2')), countingRandom());

  assert.equal(blob.toString('hex'), GOLDEN);
});

test('a value sealed by the first release opens for ever, and does not show itself', () => {
  const value = openValue(keyOf(5), PLACE, Buffer.from(GOLDEN, 'hex'));

  assert.equal(value.unwrap().toString(), 'hunter2');
  assert.equal(inspect(value), '[redacted]');
});

test('a value moved to another secret, version or kind is refused', () => {
  const blob = Buffer.from(GOLDEN, 'hex');
  const elsewhere: readonly ValuePlace[] = [
    { ...PLACE, secretArn: PLACE.secretArn.replace('AbCdEf', 'AbCdEg') },
    { ...PLACE, versionId: PLACE.versionId.replace('0', '1') },
    { ...PLACE, kind: 'binary' },
    // The same bytes one after the other, cut at another place.
    { ...PLACE, secretArn: `${PLACE.secretArn}0`, versionId: PLACE.versionId.slice(1) },
  ];

  for (const place of elsewhere) {
    assert.throws(() => openValue(keyOf(5), place, blob), isUnreadable('authentication'));
  }
});

test('a place that UTF-8 cannot tell from another, or that is too long, is refused', () => {
  const texts = ['a\ud800', 'a'.repeat(65_537), 'é'.repeat(32_769)];
  for (const place of texts.flatMap(text => [
    { ...PLACE, secretArn: text },
    { ...PLACE, versionId: text },
  ])) {
    assert.throws(() => sealValue(keyOf(5), place, new Uint8Array(), countingRandom()), UnencodableContext);
  }
});

test('one changed bit anywhere, another data key, a cut value and another type of blob are refused', () => {
  const blob = sealValue(keyOf(5), PLACE, Buffer.from('hunter2'), randomBytes);

  for (const changed of bitFlips(blob)) {
    assert.throws(() => openValue(keyOf(5), PLACE, changed), isUnreadable());
  }
  assert.throws(() => openValue(keyOf(6), PLACE, blob), isUnreadable('authentication'));
  for (let length = 0; length < blob.length; length++) {
    assert.throws(() => openValue(keyOf(5), PLACE, blob.subarray(0, length)), isUnreadable());
  }
  assert.throws(() => openValue(keyOf(5), PLACE, Buffer.from('c0ff0103', 'hex')), isUnreadable('type'));
});

test('values from nothing to 262,144 bytes are sealed, and no longer ones', () => {
  for (const length of [0, 65_536, 262_144]) {
    const value = randomBytes(length);

    assert.deepEqual(openValue(keyOf(5), PLACE, sealValue(keyOf(5), PLACE, value, randomBytes)).unwrap(), value);
  }
  assert.throws(() => sealValue(keyOf(5), PLACE, Buffer.alloc(262_145), randomBytes), RangeError);
  const tooLong = Buffer.concat([Buffer.from('c0ff0104', 'hex'), Buffer.alloc(28 + 262_145)]);
  assert.throws(() => openValue(keyOf(5), PLACE, tooLong), isUnreadable('length'));
});

test('a data key that is bare bytes opens what the same key as an object sealed', () => {
  const blob = sealValue(keyOf(5), PLACE, Buffer.from('x'), randomBytes);

  assert.equal(openValue(Buffer.alloc(32, 5), PLACE, blob).unwrap().toString(), 'x');
});
