import assert from 'node:assert/strict';
import { createPublicKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { openUnderFreshKey, sealUnderFreshKey } from '../../keys/fresh-key.ts';
import { PairMaker, TooManyPairs } from '../../keys/new-pair.ts';
import { bitFlips, countingRandom, isUnreadable, keyOf } from '../../keys/testing.ts';
import { keyOfMaterial, newMaterial } from './key-material.ts';
import type { KindOfKey } from './key-material.ts';
import { hmacOf } from './mac.ts';

const P256 = { key_spec: 'ECC_NIST_P256', key_usage: 'SIGN_VERIFY' } as const;
const HMAC = { key_spec: 'HMAC_256', key_usage: 'GENERATE_VERIFY_MAC' } as const;
/** What material is bound to when it is sealed. */
const CONTEXT = Buffer.from('kms-backing-key 01234567-89ab-4cde-8f01-23456789abcd 1');
/** PKCS #8, RFC 5208: a key of P-256 with its public key. */
const PKCS8 =
  '308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b02010104209e5970957aaff6292e21a2c323a6ebe886d5b91b81c63cb3c045c04eb9596737a144034200044174d4434e1431ce4ac725bfb4d18152b60d6ab123c138b35520a46a92d21bec957d4424a10905fa08017ef113328862667290fbf16b7a138ca85a443a28868e';
const POINT =
  '044174d4434e1431ce4ac725bfb4d18152b60d6ab123c138b35520a46a92d21bec957d4424a10905fa08017ef113328862667290fbf16b7a138ca85a443a28868e';

const SEALED_P256 =
  'c0ff0106000102030405060708090a0b0c0d0e0f101112131415161718191a1bcbc1cd5e9cc0dc2588a78f7fbb0351fd66c8670b77303065e6b35379a2245526917a659a347f2ebf5d0c01a8d4ed170c28bab0aead1107a49744f31c05b67c4ea9ab2fc1c10388b03ec5df3c5c846e538a92c4d44f8a0293c007087baabe41816e691173d5c79a5d738c30d152932eb75618b86c4b4047980a4eb0541be76e2f24fbaac08d152fa85aa898dd5e9db3591283a47cacc2e2fd46c9b45c2b0a459f79b06cfb973a6a1efdaf40f207e4db7fddcc88f8';
const SEALED_HMAC =
  'c0ff0106000102030405060708090a0b0c0d0e0f101112131415161718191a1bc6cfcf428dbbba47f7b0f804c87143e064d96e18602b3f7ae0fe22bb25215321a66e649a19fe6176670907a9dbc09643e180b4a8ad126d93fb41f51a0661dc8177a742866d7e96e26cda1874ce';

function sealed(material: Uint8Array): string {
  const none = new Uint8Array();
  return sealUnderFreshKey(keyOf(2), 'key-material', none, CONTEXT, material, countingRandom()).toString('hex');
}

function opened(blob: string): Buffer {
  return openUnderFreshKey(keyOf(2), 'key-material', CONTEXT, Buffer.from(blob, 'hex'));
}

const materialOf = (front: string, body: Uint8Array) => Buffer.concat([Buffer.from(front, 'latin1'), body]);

test('material has the layout of docs/key-hierarchy.md: spec, usage, then PKCS #8 or the bytes of HMAC', () => {
  assert.equal(sealed(materialOf('ECC_NIST_P256 SIGN_VERIFY\0', Buffer.from(PKCS8, 'hex'))), SEALED_P256);
  assert.equal(sealed(materialOf('HMAC_256 GENERATE_VERIFY_MAC\0', Buffer.alloc(32, 7))), SEALED_HMAC);
});

test('material of old opens for ever', () => {
  const privateKey = keyOfMaterial(P256, opened(SEALED_P256));
  const secret = keyOfMaterial(HMAC, opened(SEALED_HMAC));

  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  assert.ok(der.toString('hex').endsWith(POINT));
  assert.equal(
    hmacOf('HMAC_256', secret, Buffer.from('x')).toString('hex'),
    '5b29e7ebdee0465c31c16b2fca787e1588ec74bd4c3e9f479103b2392c677d06',
  );
});

test('new material has that layout, too, for every spec', async () => {
  const parts = { pairs: new PairMaker(), random: randomBytes };
  for (const [kind, front, type] of [
    [HMAC, 'HMAC_256 GENERATE_VERIFY_MAC\0', 'secret'],
    [{ key_spec: 'HMAC_512', key_usage: 'GENERATE_VERIFY_MAC' }, 'HMAC_512 GENERATE_VERIFY_MAC\0', 'secret'],
    [P256, 'ECC_NIST_P256 SIGN_VERIFY\0', 'private'],
    [{ key_spec: 'ECC_NIST_P521', key_usage: 'SIGN_VERIFY' }, 'ECC_NIST_P521 SIGN_VERIFY\0', 'private'],
    [{ key_spec: 'RSA_2048', key_usage: 'ENCRYPT_DECRYPT' }, 'RSA_2048 ENCRYPT_DECRYPT\0', 'private'],
  ] as const) {
    const material = await newMaterial(kind, parts);
    assert.equal(material.toString('latin1', 0, front.length), front);
    assert.equal(keyOfMaterial(kind, material).type, type);
  }
});

test('material of one kind of key is never taken for that of another', () => {
  const kinds: readonly KindOfKey[] = [
    P256,
    HMAC,
    { key_spec: 'HMAC_224', key_usage: 'GENERATE_VERIFY_MAC' },
    { key_spec: 'RSA_2048', key_usage: 'SIGN_VERIFY' },
    { key_spec: 'RSA_2048', key_usage: 'ENCRYPT_DECRYPT' },
    { key_spec: 'SYMMETRIC_DEFAULT', key_usage: 'ENCRYPT_DECRYPT' },
  ];
  for (const kind of kinds) {
    if (kind !== HMAC) assert.throws(() => keyOfMaterial(kind, opened(SEALED_HMAC)), isUnreadable('type'));
    // The bare bytes of a symmetric key.
    assert.throws(() => keyOfMaterial(kind, Buffer.alloc(32, 7)), isUnreadable('type'));
  }
  const short = materialOf('HMAC_256 GENERATE_VERIFY_MAC\0', Buffer.alloc(31));
  assert.throws(() => keyOfMaterial(HMAC, short), isUnreadable('length'));
});

test('one changed bit anywhere of sealed material, or of what it is bound to, is refused', () => {
  for (const blob of [SEALED_P256, SEALED_HMAC]) {
    for (const changed of bitFlips(Buffer.from(blob, 'hex'))) {
      assert.throws(() => opened(changed.toString('hex')), isUnreadable());
    }
    for (const context of bitFlips(CONTEXT)) {
      const bytes = Buffer.from(blob, 'hex');
      assert.throws(() => openUnderFreshKey(keyOf(2), 'key-material', context, bytes), isUnreadable('authentication'));
    }
  }
});

test('few pairs are made at once, some wait, and who comes when too many wait is told so', async () => {
  const pairs = new PairMaker({ atOnce: 1, waiting: 2 });
  const order: number[] = [];
  const make = async (number: number) => {
    await pairs.make('ECC_NIST_P256');
    order.push(number);
  };

  const made = [make(1), make(2), make(3)];
  await assert.rejects(pairs.make('ECC_NIST_P256'), TooManyPairs);
  await Promise.all(made);

  assert.deepEqual(order, [1, 2, 3]);
  await pairs.make('ECC_NIST_P256');
});
