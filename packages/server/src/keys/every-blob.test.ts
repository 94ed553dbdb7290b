/** What holds for every kind of blob, whoever makes it: its layout is for ever, and nothing of it or of its context may change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { LAYOUTS } from './blob.ts';
import { textContextBytes } from './encryption-context.ts';
import { openUnderFreshKey, sealUnderFreshKey } from './fresh-key.ts';
import type { FreshKeyType } from './fresh-key.ts';
import { decryptUnder, encryptUnder } from './kms-cipher.ts';
import { unwrapUnderRoot, wrapUnderRoot } from './local-root.ts';
import { bitFlips, countingRandom, isUnreadable, keyOf } from './testing.ts';
import { UnreadableBlob } from './unreadable-blob.ts';
import { openValue, sealValue } from './value-cipher.ts';

/** A kind of blob, with one that was made with fixed keys, salts and nonces. */
interface Kind {
  readonly golden: string;
  seal(context: string, plaintext: Uint8Array): Uint8Array;
  open(context: string, blob: Uint8Array): Uint8Array;
}

const KEY_ID = '01234567-89ab-4cde-8f01-23456789abcd';
const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf';

/** Every kind, by the name of its layout. A new layout fails the first test until it is here. */
const KINDS: Readonly<Record<keyof typeof LAYOUTS | 'root-wrapped', Kind>> = {
  'root-wrapped': {
    golden:
      'c0ff010123726b2d6138323661363232343534653430303861653539333764343632623162376531c0ff0105000102030405060708090a0b0c0d0e0f101112131415161718191a1b01eb27465dbd85c4cd0f5ab90d595647e882f1e4c84f60',
    seal: (context, plaintext) => wrapUnderRoot(keyOf(1), context, plaintext, countingRandom()),
    open: (context, blob) => unwrapUnderRoot(keyOf(1), context, blob),
  },
  'internal-sealed': underFreshKey(
    'internal-sealed',
    'c0ff0102000102030405060708090a0b0c0d0e0f101112131415161718191a1b01eb27465dbd8556fa1f1379e95dd6854f2e3e0a862058',
  ),
  'kms-ciphertext': {
    golden:
      'c0ff01030123456789ab4cde8f0123456789abcd00000007000102030405060708090a0b0c0d0e0f101112131415161718191a1b01eb27465dbd850c124dbdf7e7dab7eef3744e95d41e51',
    seal: (context, plaintext) =>
      encryptUnder(keyOf(1), { keyId: KEY_ID, backingVersion: 7 }, { context }, plaintext, countingRandom()),
    open: (context, blob) => decryptUnder(keyOf(1), blob, { context }).unwrap(),
  },
  'secret-value': {
    golden: 'c0ff0104000102030405060708090a0bd3d3fb52458c34ae634237ce01d3dc49e6934ada9f6165',
    seal: (context, plaintext) =>
      sealValue(keyOf(1), { secretArn: ARN, versionId: context, kind: 'string' }, plaintext, countingRandom()),
    open: (context, blob) => openValue(keyOf(1), { secretArn: ARN, versionId: context, kind: 'string' }, blob).unwrap(),
  },
  'local-root': underFreshKey(
    'local-root',
    'c0ff0105000102030405060708090a0b0c0d0e0f101112131415161718191a1b01eb27465dbd85c4cd0f5ab90d595647e882f1e4c84f60',
  ),
  'key-material': underFreshKey(
    'key-material',
    'c0ff0106000102030405060708090a0b0c0d0e0f101112131415161718191a1b01eb27465dbd85d56569a914d95bd63010a5ec598e72a3',
  ),
};

const CONTEXT = 'a row of some table';

test('every layout is here', () => {
  assert.deepEqual(Object.keys(KINDS).toSorted(), [...Object.keys(LAYOUTS), 'root-wrapped'].toSorted());
});

for (const [name, { golden, seal, open }] of Object.entries(KINDS)) {
  test(`${name}: fixed keys, salts and nonces give the bytes that docs/key-hierarchy.md draws`, () => {
    assert.equal(Buffer.from(seal(CONTEXT, Buffer.from('hunter2'))).toString('hex'), golden);
  });

  test(`${name}: a blob of old opens for ever`, () => {
    assert.equal(Buffer.from(open(CONTEXT, Buffer.from(golden, 'hex'))).toString(), 'hunter2');
  });

  test(`${name}: one changed bit of the blob or of its context is refused, whatever is in it`, () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.uint8Array({ maxLength: 24 }),
        (context, plaintext) => {
          const blob = seal(context, plaintext);
          assert.deepEqual(Buffer.from(open(context, blob)), Buffer.from(plaintext));
          for (const changed of bitFlips(blob)) assert.throws(() => open(context, changed), isUnreadable());
          for (const changed of bitFlips(textContextBytes(context))) {
            const other = changed.toString('utf8');
            // What is not UTF-8 any more is no context that anybody could send.
            if (other.includes('\ufffd')) continue;
            assert.throws(() => open(other, blob), isUnreadable('authentication'));
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  test(`${name}: a blob that was cut, lengthened, or is of any other kind is refused`, () => {
    const blob = Buffer.from(golden, 'hex');
    for (let length = 0; length < blob.length; length++) {
      assert.throws(() => open(CONTEXT, blob.subarray(0, length)), UnreadableBlob);
    }
    assert.throws(() => open(CONTEXT, Buffer.concat([blob, Buffer.of(0)])), UnreadableBlob);
    for (const [otherName, other] of Object.entries(KINDS)) {
      if (otherName === name) continue;
      assert.throws(() => open(CONTEXT, Buffer.from(other.golden, 'hex')), isUnreadable('type'), otherName);
    }
  });
}

function underFreshKey(type: Exclude<FreshKeyType, 'kms-ciphertext'>, golden: string): Kind {
  const none = new Uint8Array();
  return {
    golden,
    seal: (context, plaintext) =>
      sealUnderFreshKey(keyOf(1), type, none, textContextBytes(context), plaintext, countingRandom()),
    open: (context, blob) => openUnderFreshKey(keyOf(1), type, textContextBytes(context), blob),
  };
}
