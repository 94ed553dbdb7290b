/**
 * AES-256-GCM as everything here uses it: a fresh random nonce, a tag of full length, additional authenticated data.
 * One key must not seal more than 2^32 messages this way (NIST SP 800-38D, 8.3); see fresh-key.ts for keys that may.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import { UnreadableBlob } from './unreadable-blob.ts';

/** Cryptographically secure random bytes. Replaced only in tests. */
export type Random = (bytes: number) => Buffer;

/** What is to be hidden. Bare bytes are for key material, whose owner zeroes them; all else travels as `Redacted`. */
export type Plaintext = Uint8Array | Redacted<Uint8Array>;

/** A key of 32 bytes: a `KeyObject` if it lives long, bytes if its owner zeroes it right after. */
export type AeadKey = KeyObject | Uint8Array;

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** How much longer `seal` makes a plaintext. */
export const AEAD_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/** Seals to nonce ‖ ciphertext ‖ tag. */
export function seal(key: AeadKey, aad: Uint8Array, plaintext: Plaintext, random: Random): Buffer {
  const nonce = random(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, OPTIONS);
  cipher.setAAD(aad);
  const ciphertext = cipher.update(plaintextBytes(plaintext));
  cipher.final();
  return Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]);
}

/** Opens what `seal` made. Throws `UnreadableBlob` unless key, additional data and every bit are those of the sealing. */
export function open(key: AeadKey, aad: Uint8Array, sealed: Uint8Array): Buffer {
  if (sealed.length < AEAD_OVERHEAD_BYTES) throw new UnreadableBlob('length');
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), OPTIONS);
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plaintext = decipher.update(sealed.subarray(NONCE_BYTES, tagAt));
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    throw new UnreadableBlob('authentication');
  }
  return plaintext;
}

/** The bytes of a plaintext, at the one place where they may be seen: on the way into a cipher. */
export function plaintextBytes(plaintext: Plaintext): Uint8Array {
  return plaintext instanceof Redacted ? plaintext.unwrap() : plaintext;
}

const ALGORITHM = 'aes-256-gcm';
// Without this option Node.js would accept a tag cut down to four bytes.
const OPTIONS = { authTagLength: TAG_BYTES };
