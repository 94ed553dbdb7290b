/** The signature algorithms of KMS, of a message or of its digest. Pure, without policies, key states or storage. */
import { constants, createHash, privateEncrypt, publicDecrypt, sign, timingSafeEqual, verify } from 'node:crypto';
import type { KeyObject, SignKeyObjectInput } from 'node:crypto';
import type { Random } from './aead.ts';
import type { Curve } from './curves.ts';
import { signDigest, verifyDigest } from './ecdsa-digest.ts';
import { derOf, fixedOf } from './ecdsa-signature.ts';
import { signPssDigest, verifyPssDigest } from './rsa-pss.ts';

export type Hash = 'sha256' | 'sha384' | 'sha512';

/** How to sign: the scheme and its hash. */
export type Scheme =
  | { readonly kind: 'pss' | 'pkcs1'; readonly hash: Hash }
  | { readonly kind: 'ecdsa'; readonly hash: Hash; readonly curve: Curve };

/** What is signed: a message, or the digest that somebody else made of it, as long as the scheme's hash. */
export type Signed =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  | { readonly kind: 'digest'; readonly bytes: Uint8Array };

/** Bytes of a digest. */
export const DIGEST_BYTES: Readonly<Record<Hash, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/**
 * Signs under a private key: for RSA as many bytes as the modulus has, for ECDSA in DER. Undefined for a digest that ECDSA
 * cannot sign, see ecdsa-digest.ts. A message is signed off the main thread; of digests `node:crypto` has no such call.
 */
export async function makeSignature(
  key: KeyObject,
  scheme: Scheme,
  of: Signed,
  random: Random,
): Promise<Buffer | undefined> {
  const { hash } = scheme;
  if (scheme.kind === 'ecdsa') {
    const fixed =
      of.kind === 'message'
        ? await signMessage(hash, of.bytes, { key, dsaEncoding: 'ieee-p1363' })
        : signDigest(key, scheme.curve, hash, of.bytes);
    return fixed && derOf(fixed, scheme.curve.bytes);
  }
  if (of.kind === 'message') return signMessage(hash, of.bytes, { key, ...paddingOf(scheme) });
  if (scheme.kind === 'pss') return signPssDigest(key, hash, of.bytes, random);
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(hash, of.bytes));
}

/** Whether a signature is one of this under the key, which is the private one. */
export function isSignature(key: KeyObject, scheme: Scheme, of: Signed, signature: Uint8Array): boolean {
  const { hash } = scheme;
  if (scheme.kind === 'ecdsa') {
    const fixed = fixedOf(signature, scheme.curve.bytes);
    if (fixed === undefined) return false;
    return of.kind === 'message'
      ? verify(hash, of.bytes, { key, dsaEncoding: 'ieee-p1363' }, fixed)
      : verifyDigest(key, scheme.curve, hash, of.bytes, fixed);
  }
  if (of.kind === 'message') return verify(hash, of.bytes, { key, ...paddingOf(scheme) }, signature);
  if (scheme.kind === 'pss') return verifyPssDigest(key, hash, of.bytes, signature);
  return isPkcs1Of(key, digestInfo(hash, of.bytes), signature);
}

/** The digest of a message. */
export function digestOf(hash: Hash, message: Uint8Array): Buffer {
  return createHash(hash).update(message).digest();
}

function signMessage(hash: Hash, message: Uint8Array, key: SignKeyObjectInput): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign(hash, message, key, (error, signature) => (error === null ? resolve(signature) : reject(error)));
  });
}

/** The salt of PSS is as long as the digest; another length is no signature. Source: KMS Developer Guide, "RSASSA_PSS". */
function paddingOf({ kind, hash }: Scheme): { readonly padding: number; readonly saltLength?: number } {
  if (kind !== 'pss') return { padding: constants.RSA_PKCS1_PADDING };
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: DIGEST_BYTES[hash] };
}

/** What PKCS #1 v1.5 signs: DigestInfo in DER. The bytes in front are those of RFC 8017, 9.2, note 1. */
function digestInfo(hash: Hash, digest: Uint8Array): Buffer {
  const length = DIGEST_BYTES[hash];
  const prefix = `30${hex(17 + length)}300d06096086480165030402${hex(HASH_IDS[hash])}050004${hex(length)}`;
  return Buffer.concat([Buffer.from(prefix, 'hex'), digest]);
}

const HASH_IDS: Readonly<Record<Hash, number>> = { sha256: 1, sha384: 2, sha512: 3 };

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function isPkcs1Of(key: KeyObject, info: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== (key.asymmetricKeyDetails?.modulusLength ?? 0) >> 3) return false;
  try {
    const found = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    return found.length === info.length && timingSafeEqual(found, info);
  } catch {
    return false;
  }
}
