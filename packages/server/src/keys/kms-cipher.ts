/** KMS's symmetric encryption: pure, without policies, key states or storage. */
import type { KeyObject } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import type { Plaintext, Random } from './aead.ts';
import { readBlob } from './blob.ts';
import { encryptionContextBytes } from './encryption-context.ts';
import type { EncryptionContext } from './encryption-context.ts';
import { openUnderFreshKey, sealUnderFreshKey } from './fresh-key.ts';

/** Which key, and which of its backing keys, a ciphertext is under. */
export interface BackingKeyId {
  /** The KMS key's id, a UUID in lower case. */
  readonly keyId: string;
  /** 1 for the material the key was made with, one more with each rotation; below 2^32. */
  readonly backingVersion: number;
}

/**
 * The CiphertextBlob of Encrypt and GenerateDataKey: at most 4,096 bytes of plaintext, bound to key, backing key and
 * encryption context. Throws `UnencodableContext`; `RangeError` if the plaintext is too long or the id is no UUID.
 */
export function encryptUnder(
  backingKey: KeyObject,
  under: BackingKeyId,
  context: EncryptionContext,
  plaintext: Plaintext,
  random: Random,
): Buffer {
  return sealUnderFreshKey(
    backingKey,
    'kms-ciphertext',
    idBytes(under),
    encryptionContextBytes(context),
    plaintext,
    random,
  );
}

/**
 * What a CiphertextBlob claims to be under, so that Decrypt needs no KeyId. Only a claim until `decryptUnder` opens it.
 * Throws `UnreadableBlob`.
 */
export function claimedBackingKey(blob: Uint8Array): BackingKeyId {
  const ids = Buffer.from(readBlob('kms-ciphertext', blob).ids);
  const hex = ids.toString('hex', 0, UUID_BYTES);
  const keyId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return { keyId, backingVersion: ids.readUInt32BE(UUID_BYTES) };
}

/** Opens a CiphertextBlob. Throws `UnreadableBlob` (InvalidCiphertextException) or `UnencodableContext`. */
export function decryptUnder(backingKey: KeyObject, blob: Uint8Array, context: EncryptionContext): Redacted<Buffer> {
  return new Redacted(openUnderFreshKey(backingKey, 'kms-ciphertext', encryptionContextBytes(context), blob));
}

const UUID_BYTES = 16;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function idBytes({ keyId, backingVersion }: BackingKeyId): Buffer {
  if (!UUID.test(keyId)) throw new RangeError('a key id is a UUID in lower case');
  const bytes = Buffer.alloc(UUID_BYTES + 4);
  bytes.write(keyId.replaceAll('-', ''), 'hex');
  bytes.writeUInt32BE(backingVersion, UUID_BYTES);
  return bytes;
}
