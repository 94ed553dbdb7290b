/** RSAES-OAEP (RFC 8017, 7.1) without a label; the mask is made with the same hash, as AWS does it. */
import { constants, publicEncrypt, webcrypto } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import type { Plaintext } from './aead.ts';
import { plaintextBytes } from './aead.ts';
import { UnreadableBlob } from './unreadable-blob.ts';

export type OaepHash = 'sha1' | 'sha256';

/** How many bytes fit: those of the modulus without two hashes and two more. */
export function oaepRoom(modulusBytes: number, hash: OaepHash): number {
  return modulusBytes - 2 * HASH_BYTES[hash] - 2;
}

/** Encrypts as many bytes as fit. The key is the private one, as the KMS has it. */
export function encryptOaep(key: KeyObject, hash: OaepHash, plaintext: Plaintext): Buffer {
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash }, plaintextBytes(plaintext));
}

/**
 * Decrypts off the main thread. Throws `UnreadableBlob` for whatever was not encrypted under this key with this hash,
 * without telling what is wrong with it.
 */
export async function decryptOaep(key: KeyObject, hash: OaepHash, ciphertext: Uint8Array): Promise<Redacted<Buffer>> {
  // Only WebCrypto has a call that does not keep the main thread.
  const webKey = key.toCryptoKey({ name: 'RSA-OAEP', hash: WEB_NAMES[hash] }, false, ['decrypt']);
  let plaintext: ArrayBuffer;
  try {
    plaintext = await webcrypto.subtle.decrypt('RSA-OAEP', webKey, Buffer.from(ciphertext));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') throw new UnreadableBlob('authentication');
    throw error;
  }
  return new Redacted(Buffer.from(plaintext));
}

const HASH_BYTES: Readonly<Record<OaepHash, number>> = { sha1: 20, sha256: 32 };
const WEB_NAMES: Readonly<Record<OaepHash, string>> = { sha1: 'SHA-1', sha256: 'SHA-256' };
