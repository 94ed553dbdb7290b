/** A secret's value on its way into and out of the store: a data key of KMS for each version, and the value under it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { AwsError, Redacted } from '@coffer/wire';
import { UnreadableBlob } from '../../keys/unreadable-blob.ts';
import { openValue, sealValue } from '../../keys/value-cipher.ts';
import type { ValuePlace } from '../../keys/value-cipher.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { invalidParameter, twoValues } from './errors.ts';
import type { VersionRow } from './rows.ts';

/** What a request brings to store: exactly one of the two. */
export type SecretValue =
  | { readonly kind: 'string'; readonly value: Redacted<string> }
  | { readonly kind: 'binary'; readonly value: Redacted<Uint8Array> };

interface ValueInput {
  readonly SecretString?: Redacted<string> | undefined;
  readonly SecretBinary?: Redacted<Uint8Array> | undefined;
}

/**
 * The value in a request; undefined when it brings none.
 *
 * @throws AwsError InvalidParameterException when it brings both
 */
export function valueIn({ SecretString, SecretBinary }: ValueInput): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) throw twoValues();
  if (SecretString !== undefined) return { kind: 'string', value: SecretString };
  return SecretBinary === undefined ? undefined : { kind: 'binary', value: SecretBinary };
}

/** The alias of the key that every account has. */
export const DEFAULT_KEY = 'alias/aws/secretsmanager';
/** What the encryption context says instead of a version when a key is only tried. */
const VALIDATION = 'RequestToValidateKeyAccess';

/** The key that a request names; null: the account's default key, which AWS also takes an empty text for. */
export function keyIn(kmsKeyId: string | undefined): string | null {
  return kmsKeyId === undefined || kmsKeyId === '' ? null : kmsKeyId;
}

/** What of a version is stored. */
export type SealedValue = Pick<VersionRow, 'kind' | 'value' | 'data_key' | 'kms_key_arn'>;

/** Encrypts a value under a new data key; the caller's own rights at KMS decide. */
export async function encryptValue(
  scope: Scope,
  place: { readonly arn: string; readonly versionId: string; readonly kmsKeyId: string | null },
  { kind, value }: SecretValue,
): Promise<SealedValue> {
  const key = await withKmsFailures(
    'encrypt',
    scope.call('kms', 'GenerateDataKey', {
      KeyId: place.kmsKeyId ?? DEFAULT_KEY,
      KeySpec: 'AES_256',
      EncryptionContext: { SecretARN: place.arn, SecretVersionId: place.versionId },
    }),
  );
  if (key.Plaintext === undefined || key.CiphertextBlob === undefined) throw new Error('KMS gave no data key');
  const dataKey = key.Plaintext.unwrap();
  try {
    const plaintext = kind === 'string' ? Buffer.from(value.unwrap(), 'utf8') : value.unwrap();
    const sealed = sealValue(
      dataKey,
      { secretArn: place.arn, versionId: place.versionId, kind },
      plaintext,
      scope.random,
    );
    const isDefault = place.kmsKeyId === null || place.kmsKeyId === DEFAULT_KEY;
    return { kind, value: sealed, data_key: key.CiphertextBlob, kms_key_arn: isDefault ? null : (key.KeyId ?? null) };
  } finally {
    dataKey.fill(0);
  }
}

/**
 * Decrypts a version's value; undefined when it has none.
 *
 * @throws AwsError DecryptionFailure, also for a value or a data key that was sealed for another secret or version, or
 * that was changed where it lies
 */
export async function decryptValue(
  scope: Scope,
  arn: string,
  version: Pick<VersionRow, 'version_id' | 'kind' | 'value' | 'data_key'>,
): Promise<SecretValue | undefined> {
  const { version_id: versionId, kind, value, data_key: wrapped } = version;
  if (kind === null || value === null || wrapped === null) return undefined;
  const key = await withKmsFailures(
    'decrypt',
    scope.call('kms', 'Decrypt', {
      CiphertextBlob: wrapped,
      EncryptionContext: { SecretARN: arn, SecretVersionId: versionId },
    }),
  );
  if (key.Plaintext === undefined) throw new Error('KMS gave no plaintext');
  const dataKey = key.Plaintext.unwrap();
  try {
    const plaintext = openStored(dataKey, { secretArn: arn, versionId, kind }, value);
    return kind === 'binary'
      ? { kind, value: plaintext }
      : { kind, value: new Redacted(plaintext.unwrap().toString('utf8')) };
  } finally {
    dataKey.fill(0);
  }
}

function openStored(dataKey: Uint8Array, place: ValuePlace, value: Uint8Array): Redacted<Buffer> {
  try {
    return openValue(dataKey, place, value);
  } catch (error) {
    if (!(error instanceof UnreadableBlob)) throw error;
    // The client cannot mend it, but neither will another attempt: AWS's error for a value that cannot be read.
    throw new AwsError('DecryptionFailure', `Secrets Manager can't decrypt the secret value: ${error.message}.`, {
      cause: error,
    });
  }
}

/**
 * Tries a key before a secret is bound to it: the caller must be allowed to make and to open data keys.
 *
 * @throws AwsError InvalidParameterException for a key that is not there or disabled, AccessDeniedException
 */
export async function validateKey(scope: Scope, arn: string, kmsKeyId: string): Promise<void> {
  const EncryptionContext = { SecretARN: arn, SecretVersionId: VALIDATION };
  const key = await withKmsFailures(
    'validate',
    scope.call('kms', 'GenerateDataKey', { KeyId: kmsKeyId, KeySpec: 'AES_256', EncryptionContext }),
  );
  key.Plaintext?.unwrap().fill(0);
  if (key.CiphertextBlob === undefined) throw new Error('KMS gave no data key');
  const opened = await withKmsFailures(
    'validate',
    scope.call('kms', 'Decrypt', { CiphertextBlob: key.CiphertextBlob, EncryptionContext }),
  );
  opened.Plaintext?.unwrap().fill(0);
}

/** Compared in a time that says nothing of where they differ. */
export function isSameValue(a: SecretValue, b: SecretValue | undefined): boolean {
  if (b === undefined || a.kind !== b.kind) return false;
  return timingSafeEqual(digest(a), digest(b));
}

function digest({ value }: SecretValue): Buffer {
  return createHash('sha256').update(value.unwrap()).digest();
}

/** Says KMS's errors in the words of Secrets Manager, as recorded from AWS. */
async function withKmsFailures<T>(attempt: 'encrypt' | 'decrypt' | 'validate', call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error;
    if (error.code === 'AccessDeniedException')
      throw new AwsError('AccessDeniedException', 'Access to KMS is not allowed');
    // An error without a message is a null to the Java that words this.
    const detail = `${error.message || 'null'} (Service: AWSKMS; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${error.requestId}; Proxy: null)`;
    if (attempt === 'validate' || error.code === 'NotFoundException') {
      throw error.code === 'DisabledException'
        ? invalidParameter('The operation failed because the specified KMS key is disabled.')
        : invalidParameter(`The operation failed because of an invalid KMS key: ${detail}`);
    }
    throw attempt === 'encrypt'
      ? new AwsError('EncryptionFailure', `Secrets Manager can't encrypt the secret value: ${detail}`)
      : new AwsError('DecryptionFailure', `Secrets Manager can't decrypt the secret value: ${detail}`);
  }
}
