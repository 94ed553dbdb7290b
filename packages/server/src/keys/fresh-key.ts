/**
 * Sealing under a key that lives for years. Random nonces of 96 bits are safe for 2^32 messages of one key, and a busy
 * KMS key exceeds that. So each message gets a key of its own, derived from the long-lived key and a random salt in the
 * blob: a repetition needs the same 16-byte salt and the same 12-byte nonce, 224 random bits together.
 */
import type { KeyObject } from 'node:crypto';
import { KEY_BYTES, open, plaintextBytes, seal } from './aead.ts';
import type { Plaintext, Random } from './aead.ts';
import { LAYOUTS, SALT_BYTES, blobHeader, checkPlaintextLength, readBlob } from './blob.ts';
import type { SealedType } from './blob.ts';
import { deriveBytes } from './derive.ts';

/** Types of blob whose key is long-lived. */
export type FreshKeyType = Exclude<SealedType, 'secret-value'>;

/** Seals to header ‖ ids ‖ salt ‖ nonce ‖ ciphertext ‖ tag, bound to ids and context. */
export function sealUnderFreshKey(
  key: KeyObject,
  type: FreshKeyType,
  ids: Uint8Array,
  context: Uint8Array,
  plaintext: Plaintext,
  random: Random,
): Buffer {
  checkLongLivedKey(key);
  checkPlaintextLength(type, plaintextBytes(plaintext).length);
  const salt = random(SALT_BYTES);
  const prefix = Buffer.concat([blobHeader(LAYOUTS[type].code), ids, salt]);
  const messageKey = deriveBytes(key, MESSAGE_KEY_LABEL, salt);
  try {
    return Buffer.concat([prefix, seal(messageKey, Buffer.concat([prefix, context]), plaintext, random)]);
  } finally {
    messageKey.fill(0);
  }
}

/** Opens what `sealUnderFreshKey` made; throws `UnreadableBlob` for anything else. */
export function openUnderFreshKey(key: KeyObject, type: FreshKeyType, context: Uint8Array, blob: Uint8Array): Buffer {
  checkLongLivedKey(key);
  const { prefix, salt, sealed } = readBlob(type, blob);
  const messageKey = deriveBytes(key, MESSAGE_KEY_LABEL, salt);
  try {
    return open(messageKey, Buffer.concat([prefix, context]), sealed);
  } finally {
    messageKey.fill(0);
  }
}

const MESSAGE_KEY_LABEL = 'coffer message key v1';

function checkLongLivedKey(key: KeyObject): void {
  if (key.symmetricKeySize !== KEY_BYTES) throw new RangeError('a sealing key is a secret key of 32 bytes');
}
