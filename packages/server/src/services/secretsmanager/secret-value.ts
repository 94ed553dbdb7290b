/** A secret's value on its way into and out of the store: a data key of KMS for each version, and the value under it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { AwsError, Redacted } from '@coffer/wire';
import { UnreadableBlob } from '../../keys/unreadable-blob.ts';
import { openValue, sealValue } from '../../keys/value-cipher.ts';
import type { ValuePlace } from '../../keys/value-cipher.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { dataKeyFor, openDataKey } from './data-key.ts';
import { longValue, twoValues } from './errors.ts';
import { isDefaultKey } from './kms-key.ts';
import type { StoredVersion, VersionRow } from './rows.ts';

/** What a request brings to store: exactly one of the two. */
export type SecretValue =
  | { readonly kind: 'string'; readonly value: Redacted<string> }
  | { readonly kind: 'binary'; readonly value: Redacted<Uint8Array> };

interface ValueInput {
  readonly SecretString?: Redacted<string> | undefined;
  readonly SecretBinary?: Redacted<Uint8Array> | undefined;
}

/** The quota of a value, in bytes. The model bounds characters, of which one may have four bytes. */
const MAX_VALUE_BYTES = 65_536;

/**
 * The value in a request; undefined when it brings none.
 *
 * @throws AwsError InvalidParameterException when it brings both, ValidationException for a text beyond the quota
 */
export function valueIn({ SecretString, SecretBinary }: ValueInput): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) throw twoValues();
  if (SecretString !== undefined) {
    if (Buffer.byteLength(SecretString.unwrap()) > MAX_VALUE_BYTES) throw longValue();
    return { kind: 'string', value: SecretString };
  }
  return SecretBinary === undefined ? undefined : { kind: 'binary', value: SecretBinary };
}

/** What of a version is stored. */
export type SealedValue = Pick<VersionRow, 'kind' | 'value' | 'data_key' | 'kms_key_arn'>;

/** Encrypts a value under a new data key; the caller's own rights at KMS decide. */
export async function encryptValue(
  scope: Scope,
  place: { readonly arn: string; readonly versionId: string; readonly kmsKeyId: string | null },
  { kind, value }: SecretValue,
): Promise<SealedValue> {
  const { dataKey, blob, keyArn } = await dataKeyFor(scope, place);
  try {
    const plaintext = kind === 'string' ? Buffer.from(value.unwrap(), 'utf8') : value.unwrap();
    const sealed = sealValue(
      dataKey,
      { secretArn: place.arn, versionId: place.versionId, kind },
      plaintext,
      scope.random,
    );
    return { kind, value: sealed, data_key: blob, kms_key_arn: isDefaultKey(place.kmsKeyId) ? null : keyArn };
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
  version: StoredVersion,
): Promise<SecretValue | undefined> {
  const { version_id: versionId, kind, value, data_key: wrapped } = version;
  if (kind === null || value === null || wrapped === null) return undefined;
  const { dataKey } = await openDataKey(scope, arn, version);
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

/** Compared in a time that says nothing of where they differ. */
export function isSameValue(a: SecretValue, b: SecretValue | undefined): boolean {
  if (b === undefined || a.kind !== b.kind) return false;
  return timingSafeEqual(digest(a), digest(b));
}

function digest({ value }: SecretValue): Buffer {
  return createHash('sha256').update(value.unwrap()).digest();
}
