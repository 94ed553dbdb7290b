/** Encrypting and decrypting under a stored KMS key. */
import { AwsError } from '@coffer/wire';
import type { Redacted } from '@coffer/wire';
import type { Random } from '../../clock.ts';
import type { EncryptionContext } from '../../keys/encryption-context.ts';
import { UnencodableContext } from '../../keys/encryption-context.ts';
import { claimedBackingKey, decryptUnder, encryptUnder } from '../../keys/kms-cipher.ts';
import type { BackingKeyId } from '../../keys/kms-cipher.ts';
import { UnreadableBlob } from '../../keys/unreadable-blob.ts';
import type { Reader } from '../../storage/database.ts';
import type { BackingKeys } from './backing-keys.ts';
import type { OpenedDataKeys } from './opened-data-keys.ts';
import type { KeyRow } from './store.ts';

export async function encrypt(
  parts: { readonly reader: Reader; readonly random: Random; readonly backingKeys: BackingKeys },
  { key_id: keyId, backing_version: backingVersion }: Pick<KeyRow, 'key_id' | 'backing_version'>,
  context: EncryptionContext | undefined,
  plaintext: Uint8Array,
): Promise<Buffer> {
  const { reader, random, backingKeys } = parts;
  const under = { keyId, backingVersion };
  const backingKey = await backingKeys.get(reader, under);
  if (backingKey === undefined) throw new Error(`KMS key ${keyId} has lost backing key ${backingVersion}`);
  try {
    return encryptUnder(backingKey, under, context ?? {}, plaintext, random);
  } catch (error) {
    throw asValidation(error);
  }
}

/** @throws AwsError InvalidCiphertextException when the blob was not made under this key with this context */
export async function decrypt(
  parts: {
    readonly reader: Reader;
    readonly backingKeys: BackingKeys;
    readonly openedDataKeys: OpenedDataKeys | undefined;
  },
  blob: Uint8Array,
  context: EncryptionContext = {},
): Promise<Redacted<Buffer>> {
  const known = parts.openedDataKeys?.get(blob, context);
  if (known !== undefined) return known;
  const under = claimed(blob);
  const backingKey = under === undefined ? undefined : await parts.backingKeys.get(parts.reader, under);
  if (backingKey === undefined) throw invalidCiphertext();
  try {
    const plaintext = decryptUnder(backingKey, blob, context);
    parts.openedDataKeys?.add(blob, context, plaintext);
    return plaintext;
  } catch (error) {
    if (error instanceof UnreadableBlob) throw invalidCiphertext();
    throw asValidation(error);
  }
}

/** The key that a ciphertext claims to be under; undefined for what is no ciphertext. */
export function claimed(blob: Uint8Array): BackingKeyId | undefined {
  try {
    return claimedBackingKey(blob);
  } catch (error) {
    if (error instanceof UnreadableBlob) return undefined;
    throw error;
  }
}

/** What a service has stored: a row that is remembered brings the same array each time, which nobody changes. */
const known = new WeakMap<Uint8Array, BackingKeyId>();

/** `claimed` for the ciphertext of a service that calls for its caller. */
export function claimedOfService(blob: Uint8Array): BackingKeyId | undefined {
  const before = known.get(blob);
  if (before !== undefined) return before;
  const under = claimed(blob);
  if (under !== undefined) known.set(blob, under);
  return under;
}

/** AWS sends no message with it. */
export function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', '');
}

function asValidation(error: unknown): unknown {
  return error instanceof UnencodableContext ? new AwsError('ValidationException', error.message) : error;
}
