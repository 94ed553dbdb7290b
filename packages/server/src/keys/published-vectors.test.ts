import assert from 'node:assert/strict';
import { createECDH, createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { isMacSpec } from '../services/kms/key-specs.ts';
import { hmacOf } from '../services/kms/mac.ts';
import { open, seal } from './aead.ts';
import { CURVES } from './curves.ts';
import { ECDSA, ECDSA_ENCODINGS, GCM, HMAC, OAEP, PSS, RSA_KEY } from './published-vectors.test-support.ts';
import { decryptOaep } from './rsa-oaep.ts';
import { digestOf, isSignature } from './signature.ts';
import type { Hash, Scheme } from './signature.ts';
import { bitFlips, isUnreadable } from './testing.ts';
import { derOf } from './ecdsa-signature.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

test('AES-256-GCM seals as NIST’s cases say, and opens them', () => {
  for (const { key, iv, aad, plaintext, ciphertext, tag } of GCM) {
    const sealed = seal(hex(key), hex(aad), hex(plaintext), () => hex(iv));

    assert.equal(sealed.toString('hex'), iv + ciphertext + tag);
    assert.equal(open(hex(key), hex(aad), sealed).toString('hex'), plaintext);
  }
});

test('AES-256-GCM refuses a tag that was changed or cut, and other additional data', () => {
  for (const { key, iv, aad, ciphertext, tag } of GCM) {
    const front = hex(iv + ciphertext);
    for (const changed of bitFlips(hex(tag))) {
      assert.throws(() => open(hex(key), hex(aad), Buffer.concat([front, changed])), isUnreadable('authentication'));
    }
    // What GCM may be told to accept: tags of 15, 12, 8 and 4 bytes.
    for (const length of [15, 12, 8, 4]) {
      assert.throws(
        () => open(hex(key), hex(aad), Buffer.concat([front, hex(tag).subarray(0, length)])),
        isUnreadable(),
      );
    }
    assert.throws(() => open(hex(key), hex(`${aad}00`), hex(iv + ciphertext + tag)), isUnreadable('authentication'));
  }
});

test('HMAC is that of RFC 4231, with the hash of each spec', () => {
  const secret = createSecretKey(Buffer.alloc(20, 0x0b));

  for (const [spec, mac] of Object.entries(HMAC)) {
    assert.ok(isMacSpec(spec));
    assert.equal(hmacOf(spec, secret, Buffer.from('Hi There')).toString('hex'), mac);
  }
});

test('ECDSA verifies the signatures of RFC 6979, by message and by digest, and no others', () => {
  for (const [spec, hash] of [
    ['ECC_NIST_P256', 'sha256'],
    ['ECC_NIST_P384', 'sha384'],
    ['ECC_NIST_P521', 'sha512'],
  ] as const) {
    const curve = CURVES[spec];
    const { d, r, s } = ECDSA[spec];
    const key = ecKey(spec, d);
    const scheme: Scheme = { kind: 'ecdsa', hash, curve };
    const der = (first: string, second: string) => derOf(hex(first + second), curve.bytes);
    const number = (value: bigint) => value.toString(16).padStart(2 * curve.bytes, '0');
    const [rValue, sValue] = [BigInt(`0x${r}`), BigInt(`0x${s}`)];
    const zero = '00'.repeat(curve.bytes);
    const order = number(curve.order);

    for (const good of [der(r, s), der(r, number(curve.order - sValue))]) {
      assert.ok(isMessageSigned(key, scheme, 'sample', good), spec);
      assert.ok(isDigestSigned(key, scheme, 'sample', good), spec);
    }
    const wrong = [
      der(zero, s),
      der(r, zero),
      der(zero, zero),
      der(order, s),
      der(r, order),
      der(order, order),
      der(number(1n), number(1n)),
      der(s, r),
      ...(spec === 'ECC_NIST_P521' ? [der(number(rValue + curve.order), s), der(r, number(sValue + curve.order))] : []),
    ];
    for (const bad of wrong) {
      assert.ok(!isMessageSigned(key, scheme, 'sample', bad), spec);
      assert.ok(!isDigestSigned(key, scheme, 'sample', bad), spec);
    }
    assert.ok(!isMessageSigned(key, scheme, 'simple', der(r, s)));
    assert.ok(!isDigestSigned(key, scheme, 'simple', der(r, s)));
  }
});

test('ECDSA takes the one encoding that DER allows, as Wycheproof’s cases say', () => {
  const { publicKey, message, valid, invalid } = ECDSA_ENCODINGS;
  const key = createPublicKey({ key: hex(publicKey), format: 'der', type: 'spki' });
  const scheme: Scheme = { kind: 'ecdsa', hash: 'sha256', curve: CURVES.ECC_NIST_P256 };
  const signed = { kind: 'message', bytes: hex(message) } as const;

  for (const [number, signature] of valid)
    assert.ok(isSignature(key, scheme, signed, hex(signature)), `case ${number}`);
  for (const [number, signature] of invalid) {
    assert.ok(!isSignature(key, scheme, signed, hex(signature)), `case ${number}`);
  }
});

test('RSASSA-PSS verifies Wycheproof’s signatures, by message and by digest, and no others', () => {
  const key = createPrivateKey({ key: RSA_KEY, format: 'jwk' });
  const scheme: Scheme = { kind: 'pss', hash: 'sha256' };
  for (const { message, signature } of PSS) {
    const signed = { kind: 'message', bytes: hex(message) } as const;
    const digest = { kind: 'digest', bytes: digestOf('sha256', hex(message)) } as const;
    assert.ok(isSignature(key, scheme, signed, hex(signature)));
    assert.ok(isSignature(key, scheme, digest, hex(signature)));
    const flipped = hex(signature);
    flipped.writeUInt8(flipped.readUInt8(200) ^ 4, 200);
    for (const bad of [
      flipped,
      hex(signature).subarray(1),
      hex(`00${signature}`),
      Buffer.alloc(256),
      Buffer.alloc(256, 255),
    ]) {
      assert.ok(!isSignature(key, scheme, signed, bad));
      assert.ok(!isSignature(key, scheme, digest, bad));
    }
  }
});

test('RSAES-OAEP decrypts Wycheproof’s ciphertext, and none with a label, another hash or a changed bit', async () => {
  const key = createPrivateKey({ key: RSA_KEY, format: 'jwk' });

  const opened = await decryptOaep(key, 'sha256', hex(OAEP.ciphertext));

  assert.equal(opened.unwrap().toString('hex'), OAEP.plaintext);
  const flipped = hex(OAEP.ciphertext);
  flipped.writeUInt8(flipped.readUInt8(17) ^ 1, 17);
  await assert.rejects(decryptOaep(key, 'sha256', hex(OAEP.labelled)), isUnreadable('authentication'));
  await assert.rejects(decryptOaep(key, 'sha1', hex(OAEP.ciphertext)), isUnreadable('authentication'));
  for (const bad of [
    flipped,
    hex(OAEP.ciphertext).subarray(1),
    Buffer.alloc(256),
    Buffer.alloc(256, 255),
    Buffer.alloc(0),
  ]) {
    await assert.rejects(decryptOaep(key, 'sha256', bad), isUnreadable('authentication'));
  }
});

function isMessageSigned(key: KeyObject, scheme: Scheme, message: string, signature: Uint8Array): boolean {
  return isSignature(key, scheme, { kind: 'message', bytes: Buffer.from(message) }, signature);
}

function isDigestSigned(key: KeyObject, scheme: Scheme, message: string, signature: Uint8Array): boolean {
  const hash: Hash = scheme.hash;
  return isSignature(key, scheme, { kind: 'digest', bytes: digestOf(hash, Buffer.from(message)) }, signature);
}

function ecKey(spec: keyof typeof CURVES, secret: string): KeyObject {
  const { jwk: crv, openssl, bytes } = CURVES[spec];
  const ecdh = createECDH(openssl);
  ecdh.setPrivateKey(hex(secret));
  const point = ecdh.getPublicKey();
  const text = (part: Uint8Array) => Buffer.from(part).toString('base64url');
  const [x, y] = [text(point.subarray(1, 1 + bytes)), text(point.subarray(1 + bytes))];
  return createPrivateKey({ key: { kty: 'EC', crv, d: text(hex(secret)), x, y }, format: 'jwk' });
}
