/** Encrypting and decrypting under a key of whatever kind. */
import { AwsError } from '@coffer/wire';
import type { Redacted } from '@coffer/wire';
import type { Random } from '../../clock.ts';
import type { EncryptionContext } from '../../keys/encryption-context.ts';
import { MODULUS_BITS } from '../../keys/new-pair.ts';
import { UnreadableBlob } from '../../keys/unreadable-blob.ts';
import type { Scope } from '../../pipeline/operation.ts';
import type { Reader } from '../../storage/database.ts';
import type { BackingKeys } from './backing-keys.ts';
import { decrypt, encrypt, invalidCiphertext } from './cipher.ts';
import { OAEP_HASHES, algorithmsOf, isRsaSpec } from './key-specs.ts';
import { assertAlgorithm, assertUsage } from './key-use.ts';
import type { KeyRow } from './store.ts';

export type EncryptionAlgorithm = 'SYMMETRIC_DEFAULT' | keyof typeof OAEP_HASHES;

/** How a request wants something encrypted or decrypted. */
export interface Encryption {
  /** Absent: that of symmetric keys. */
  readonly algorithm: string | undefined;
  readonly context: EncryptionContext | undefined;
}

interface Parts {
  readonly reader: Reader;
  readonly random: Random;
  readonly backingKeys: BackingKeys;
}

/**
 * The algorithm, when the key has it.
 *
 * @throws AwsError InvalidKeyUsageException; ValidationException for an encryption context, which asymmetric keys cannot hold
 */
export function checkEncryption(
  scope: Pick<Scope, 'partition'>,
  key: KeyRow,
  operation: string,
  { algorithm = 'SYMMETRIC_DEFAULT', context }: Encryption,
): EncryptionAlgorithm {
  assertUsage(scope, key, 'ENCRYPT_DECRYPT', operation);
  const { EncryptionAlgorithms = [] } = algorithmsOf(key.key_spec, key.key_usage);
  assertAlgorithm(key.key_spec, algorithm, EncryptionAlgorithms);
  const found = EncryptionAlgorithms.find(each => each === algorithm) ?? 'SYMMETRIC_DEFAULT';
  if (found !== 'SYMMETRIC_DEFAULT' && context !== undefined && Object.keys(context).length > 0) {
    throw invalid('EncryptionContext is not supported with an asymmetric KMS key.');
  }
  return found;
}

/**
 * Checks that a plaintext fits. The sentence is recorded.
 *
 * @throws AwsError ValidationException
 */
export async function checkRoom(key: KeyRow, algorithm: EncryptionAlgorithm, plaintext: Uint8Array): Promise<void> {
  if (algorithm === 'SYMMETRIC_DEFAULT' || !isRsaSpec(key.key_spec)) return;
  const { oaepRoom } = await import('../../keys/rsa-oaep.ts');
  const room = oaepRoom(MODULUS_BITS[key.key_spec] >> 3, OAEP_HASHES[algorithm]);
  if (plaintext.length <= room) return;
  throw invalid(`Algorithm ${algorithm} and key spec ${key.key_spec} cannot encrypt data larger than ${room} bytes.`);
}

/** Encrypts what was checked above. */
export async function encryptUnderKey(
  parts: Parts,
  key: KeyRow,
  algorithm: EncryptionAlgorithm,
  context: EncryptionContext | undefined,
  plaintext: Uint8Array,
): Promise<Buffer> {
  if (algorithm === 'SYMMETRIC_DEFAULT') return encrypt(parts, key, context, plaintext);
  const { encryptOaep } = await import('../../keys/rsa-oaep.ts');
  return encryptOaep(await parts.backingKeys.ofKey(parts.reader, key), OAEP_HASHES[algorithm], plaintext);
}

/**
 * Decrypts what was checked above.
 *
 * @throws AwsError InvalidCiphertextException
 */
export async function decryptUnderKey(
  parts: Omit<Parts, 'random'>,
  key: KeyRow,
  algorithm: EncryptionAlgorithm,
  context: EncryptionContext | undefined,
  ciphertext: Uint8Array,
): Promise<Redacted<Buffer>> {
  if (algorithm === 'SYMMETRIC_DEFAULT') {
    return decrypt({ ...parts, openedDataKeys: undefined }, ciphertext, context);
  }
  if (!isRsaSpec(key.key_spec) || ciphertext.length !== MODULUS_BITS[key.key_spec] >> 3) throw invalidCiphertext();
  const { decryptOaep } = await import('../../keys/rsa-oaep.ts');
  const privateKey = await parts.backingKeys.ofKey(parts.reader, key);
  try {
    const plaintext = await decryptOaep(privateKey, OAEP_HASHES[algorithm], ciphertext);
    // Somebody with the public key may have encrypted nothing, which no answer of Decrypt can hold.
    if (plaintext.unwrap().length === 0) throw invalidCiphertext();
    return plaintext;
  } catch (error) {
    throw error instanceof UnreadableBlob ? invalidCiphertext() : error;
  }
}

/** @throws AwsError ValidationException, in words of our own: which key decrypts, nothing but the request can tell */
export function needsKeyId(): AwsError {
  return invalid('KeyId is required to decrypt with an asymmetric KMS key.');
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
