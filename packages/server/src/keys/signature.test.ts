import assert from 'node:assert/strict';
import {
  constants,
  createPrivateKey,
  generateKeyPairSync,
  privateEncrypt,
  publicDecrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { CURVES } from './curves.ts';
import { signDigest } from './ecdsa-digest.ts';
import { derOf, fixedOf } from './ecdsa-signature.ts';
import { RSA_KEY } from './published-vectors.test-support.ts';
import { DIGEST_BYTES, digestOf, isSignature, makeSignature } from './signature.ts';
import type { Hash, Scheme } from './signature.ts';

const RSA = createPrivateKey({ key: RSA_KEY, format: 'jwk' });
const HASHES: readonly Hash[] = ['sha256', 'sha384', 'sha512'];
const ECDSA: readonly Scheme[] = [
  { kind: 'ecdsa', hash: 'sha256', curve: CURVES.ECC_NIST_P256 },
  { kind: 'ecdsa', hash: 'sha384', curve: CURVES.ECC_NIST_P384 },
  { kind: 'ecdsa', hash: 'sha512', curve: CURVES.ECC_NIST_P521 },
];

test('what is signed by its digest is what OpenSSL verifies by its message, for any message', async () => {
  const keys = new Map(
    ECDSA.map(scheme => {
      if (scheme.kind !== 'ecdsa') throw new Error('not a curve');
      return [scheme, generateKeyPairSync('ec', { namedCurve: scheme.curve.openssl }).privateKey] as const;
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async message => {
      for (const [scheme, key] of keys) {
        const digest = digestOf(scheme.hash, message);
        const signature = await makeSignature(key, scheme, { kind: 'digest', bytes: digest }, randomBytes);
        assert.ok(signature !== undefined && verify(scheme.hash, message, key, signature));
        assert.ok(isSignature(key, scheme, { kind: 'digest', bytes: digest }, sign(scheme.hash, message, key)));
        const other = digestOf(scheme.hash, Buffer.concat([message, Buffer.of(0)]));
        assert.ok(!isSignature(key, scheme, { kind: 'digest', bytes: other }, signature));
      }
    }),
    { numRuns: 8 },
  );
});

test('a digest is signed with another nonce each time', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const digest = digestOf('sha256', Buffer.from('x'));

  const signatures = Array.from({ length: 5 }, () => signDigest(privateKey, CURVES.ECC_NIST_P256, 'sha256', digest));

  assert.equal(new Set(signatures.map(each => each?.toString('hex', 0, 32))).size, 5);
});

test('a digest of zeros, or of the order of the curve, is neither signed nor verified', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const order = Buffer.from(CURVES.ECC_NIST_P256.order.toString(16), 'hex');
  const scheme: Scheme = { kind: 'ecdsa', hash: 'sha256', curve: CURVES.ECC_NIST_P256 };

  for (const bytes of [Buffer.alloc(32), order]) {
    assert.equal(signDigest(privateKey, CURVES.ECC_NIST_P256, 'sha256', bytes), undefined);
    const signature = sign('sha256', Buffer.from('x'), privateKey);
    assert.ok(!isSignature(privateKey, scheme, { kind: 'digest', bytes }, signature));
  }
});

test('every pair of numbers has one encoding, which is read back', () => {
  fc.assert(
    fc.property(fc.constantFrom(32, 48, 66), fc.infiniteStream(fc.nat(255)), (bytes, stream) => {
      const fixed = Buffer.from([...stream.take(2 * bytes)]);
      // Long runs of zeros in front are what goes wrong.
      fixed.fill(0, 0, (fixed[0] ?? 0) % bytes);
      const der = derOf(fixed, bytes);
      assert.deepEqual(fixedOf(der, bytes), fixed);
      assert.equal(fixedOf(Buffer.concat([der, Buffer.of(0)]), bytes), undefined);
      assert.equal(fixedOf(der.subarray(0, -1), bytes), undefined);
      // A zero more in front of the first number, which BER allows and DER does not.
      const start = der[1] === 0x81 ? 3 : 2;
      const length = der.readUInt8(start + 1);
      const numbers = Buffer.concat([Buffer.of(2, length + 1, 0), der.subarray(start + 2)]);
      const size = numbers.length < 0x80 ? [numbers.length] : [0x81, numbers.length];
      assert.equal(fixedOf(Buffer.concat([Buffer.of(0x30, ...size), numbers]), bytes), undefined);
    }),
  );
});

test('PKCS #1 signs a digest to the same bytes as its message, with every hash', async () => {
  const message = Buffer.from('attack at dawn');
  for (const hash of HASHES) {
    const scheme: Scheme = { kind: 'pkcs1', hash };

    const byDigest = await makeSignature(RSA, scheme, { kind: 'digest', bytes: digestOf(hash, message) }, randomBytes);

    assert.deepEqual(byDigest, sign(hash, message, RSA));
    assert.deepEqual(byDigest, await makeSignature(RSA, scheme, { kind: 'message', bytes: message }, randomBytes));
  }
});

test('PKCS #1 refuses what is padded or wrapped otherwise, by message and by digest', () => {
  const message = Buffer.from('attack at dawn');
  const digest = digestOf('sha256', message);
  const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), digest]);
  const padded = (body: Uint8Array, fill = 0xff, type = 1) =>
    Buffer.concat([Buffer.of(0, type), Buffer.alloc(256 - 3 - body.length, fill), Buffer.of(0), body]);
  const raw = (block: Uint8Array) => privateEncrypt({ key: RSA, padding: constants.RSA_NO_PADDING }, block);
  assert.deepEqual(raw(padded(info)), sign('sha256', message, RSA));
  const withoutNull = Buffer.concat([Buffer.from('302f300b0609608648016503040201', 'hex'), Buffer.of(4, 32), digest]);
  const blocks = [
    padded(digest),
    padded(withoutNull),
    padded(Buffer.concat([Buffer.from('3031300d060960864801650304020205000420', 'hex'), digest])),
    padded(Buffer.concat([info, Buffer.of(0)])),
    padded(info, 0xfe),
    padded(info, 0xff, 2),
    // Short padding with what does not matter behind it: how signatures were forged where the exponent is 3.
    Buffer.concat([Buffer.from('0001ffffffffffffffff00', 'hex'), info, Buffer.alloc(256 - 11 - info.length, 7)]),
  ];
  const scheme: Scheme = { kind: 'pkcs1', hash: 'sha256' };
  for (const [i, block] of blocks.entries()) {
    const signature = raw(block);
    assert.ok(!isSignature(RSA, scheme, { kind: 'message', bytes: message }, signature), `block ${i}`);
    assert.ok(!isSignature(RSA, scheme, { kind: 'digest', bytes: digest }, signature), `block ${i}`);
  }
});

test('PSS signs digests so that OpenSSL verifies them, with every hash and a salt of its length', async () => {
  const message = Buffer.from('attack at dawn');
  for (const hash of HASHES) {
    const scheme: Scheme = { kind: 'pss', hash };
    const digest = { kind: 'digest', bytes: digestOf(hash, message) } as const;

    const signature = (await makeSignature(RSA, scheme, digest, randomBytes)) ?? Buffer.alloc(0);

    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: DIGEST_BYTES[hash] };
    assert.ok(verify(hash, message, { key: RSA, ...padding }, signature));
    assert.ok(isSignature(RSA, scheme, digest, signature));
    assert.notDeepEqual(await makeSignature(RSA, scheme, digest, randomBytes), signature);
  }
});

test('PSS refuses a salt of another length, by message and by digest', () => {
  const message = Buffer.from('attack at dawn');
  const digest = digestOf('sha256', message);
  const scheme: Scheme = { kind: 'pss', hash: 'sha256' };
  for (const saltLength of [0, 20, 31, 33, 48, 222]) {
    const signature = sign('sha256', message, { key: RSA, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
    assert.ok(!isSignature(RSA, scheme, { kind: 'message', bytes: message }, signature), `salt of ${saltLength}`);
    assert.ok(!isSignature(RSA, scheme, { kind: 'digest', bytes: digest }, signature), `salt of ${saltLength}`);
  }
});

test('PSS refuses a block that is not as it is made, by message and by digest', () => {
  const message = Buffer.from('attack at dawn');
  const digest = digestOf('sha256', message);
  const scheme: Scheme = { kind: 'pss', hash: 'sha256' };
  const raw = { key: RSA, padding: constants.RSA_NO_PADDING };
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const make = () => publicDecrypt(raw, sign('sha256', message, { key: RSA, ...padding }));
  // With its first bit set the block must still be less than the modulus, which begins with a2.
  let block = make();
  while (block.readUInt8(0) >= 0x20) block = make();
  assert.ok(isSignature(RSA, scheme, { kind: 'digest', bytes: digest }, privateEncrypt(raw, block)));
  // The zeros, the one in front of the salt, the salt, the hash and the trailer; the first byte's first bit is not in use.
  for (const [at, bit] of [
    [0, 0x80],
    [0, 0x01],
    [100, 0x10],
    [190, 0x01],
    [191, 0x01],
    [222, 0x01],
    [223, 0x01],
    [255, 0x01],
  ] as const) {
    const changed = Buffer.from(block);
    changed.writeUInt8(changed.readUInt8(at) ^ bit, at);
    const signature = privateEncrypt(raw, changed);
    assert.ok(!isSignature(RSA, scheme, { kind: 'message', bytes: message }, signature), `byte ${at}`);
    assert.ok(!isSignature(RSA, scheme, { kind: 'digest', bytes: digest }, signature), `byte ${at}`);
  }
});
