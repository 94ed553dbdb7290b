/**
 * RSASSA-PSS of a digest whose message is not known: RFC 8017, 8.1 and 9.1. The salt is as long as the digest, and the mask
 * is made with the same hash, as AWS does it. `node:crypto` signs messages only, but does the arithmetic of RSA here as well.
 */
import { constants, createHash, privateEncrypt, publicDecrypt, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Random } from './aead.ts';

/** Signs a digest with the private key of RSA, of a modulus whose bits are a multiple of eight. */
export function signPssDigest(key: KeyObject, hash: string, digest: Uint8Array, random: Random): Buffer {
  const encoded = encodePss(hash, digest, random(digest.length), modulusBytes(key));
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}

/** Whether a signature is one of the digest, with a salt of its length. */
export function verifyPssDigest(key: KeyObject, hash: string, digest: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== modulusBytes(key)) return false;
  let encoded: Buffer;
  try {
    encoded = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
  } catch {
    // A number that is not below the modulus.
    return false;
  }
  return isPssOf(hash, digest, encoded);
}

const TRAILER = 0xbc;

function modulusBytes(key: KeyObject): number {
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) >> 3;
}

/** EMSA-PSS-ENCODE for a modulus of whole bytes: of the encoded message one bit less is used. */
function encodePss(hash: string, digest: Uint8Array, salt: Uint8Array, length: number): Buffer {
  const check = checkOf(hash, digest, salt);
  const block = Buffer.alloc(length - check.length - 1);
  block[block.length - salt.length - 1] = 1;
  block.set(salt, block.length - salt.length);
  mask(block, hash, check);
  block[0] = (block[0] ?? 0) & 0x7f;
  return Buffer.concat([block, check, Buffer.from([TRAILER])]);
}

/** EMSA-PSS-VERIFY. Nothing of it is secret. */
function isPssOf(hash: string, digest: Uint8Array, encoded: Buffer): boolean {
  const checkAt = encoded.length - digest.length - 1;
  const saltAt = checkAt - digest.length;
  if (saltAt < 1 || encoded.at(-1) !== TRAILER || (encoded[0] ?? 0xff) >= 0x80) return false;
  const check = encoded.subarray(checkAt, -1);
  const block = Buffer.from(encoded.subarray(0, checkAt));
  mask(block, hash, check);
  block[0] = (block[0] ?? 0) & 0x7f;
  if (block[saltAt - 1] !== 1 || block.subarray(0, saltAt - 1).some(byte => byte !== 0)) return false;
  return timingSafeEqual(checkOf(hash, digest, block.subarray(saltAt)), check);
}

/** The hash of eight zeros, digest and salt. */
function checkOf(hash: string, digest: Uint8Array, salt: Uint8Array): Buffer {
  return createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
}

/** Puts MGF1 of the seed over a block (RFC 8017, B.2.1), or takes it away again. */
function mask(block: Buffer, hash: string, seed: Uint8Array): void {
  const counter = Buffer.alloc(4);
  for (let at = 0, count = 0; at < block.length; count++) {
    counter.writeUInt32BE(count);
    for (const byte of createHash(hash).update(seed).update(counter).digest()) {
      if (at === block.length) return;
      block[at] = (block[at] ?? 0) ^ byte;
      at++;
    }
  }
}
