/**
 * Values on their way into and out of the store. A SecureString of the standard tier is a ciphertext of KMS, one of the
 * advanced tier is under a data key of KMS: both bound to the parameter's ARN.
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
import { AwsError, Redacted } from '@coffer/wire';
import { UnreadableBlob } from '../../keys/unreadable-blob.ts';
import { openValue, sealValue } from '../../keys/value-cipher.ts';
import type { ValuePlace } from '../../keys/value-cipher.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { ssmError } from './errors.ts';
import { parameterArn } from './parameter-arn.ts';
import type { Parameter, StoredValue, VersionRow } from './rows.ts';

/** The alias of the key that every account has for its parameters. */
export const DEFAULT_KEY = 'alias/aws/ssm';

/** A value ready to be stored; of a SecureString encrypted, where the caller's own rights at KMS decide. */
export async function storedValue(
  scope: Scope,
  arn: string,
  version: Pick<VersionRow, 'version' | 'type' | 'tier' | 'key_id'>,
  value: Redacted<string>,
): Promise<StoredValue> {
  const plaintext = Buffer.from(value.unwrap(), 'utf8');
  if (version.type !== 'SecureString') return { value: plaintext, data_key: null };
  const KeyId = version.key_id ?? DEFAULT_KEY;
  const EncryptionContext = contextOf(arn);
  if (version.tier === 'Standard') {
    const sealed = scope.call('kms', 'Encrypt', { KeyId, EncryptionContext, Plaintext: new Redacted(plaintext) });
    return { value: given((await withKmsFailures(sealed)).CiphertextBlob), data_key: null };
  }
  const key = await withKmsFailures(
    scope.call('kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256', EncryptionContext }),
  );
  const dataKey = given(key.Plaintext).unwrap();
  try {
    const sealed = sealValue(dataKey, placeOf(arn, version), plaintext, scope.random);
    return { value: sealed, data_key: given(key.CiphertextBlob) };
  } finally {
    dataKey.fill(0);
  }
}

/**
 * The value of a version for an answer: without decryption that of a SecureString is its ciphertext in base64.
 *
 * @throws AwsError what KMS refuses: InvalidKeyId, AccessDeniedException
 */
export async function shownValue(
  scope: Scope,
  parameter: Pick<Parameter, 'account_id' | 'region' | 'path'>,
  version: VersionRow & StoredValue,
  withDecryption: boolean | undefined,
): Promise<Redacted<string>> {
  const { value, data_key: wrapped } = version;
  if (version.type !== 'SecureString') return new Redacted(Buffer.from(value).toString('utf8'));
  if (withDecryption !== true) return new Redacted(sealedText(version));
  const arn = arnOf(scope, parameter);
  const CiphertextBlob = wrapped ?? value;
  const opened = await withKmsFailures(
    scope.call('kms', 'Decrypt', { CiphertextBlob, EncryptionContext: contextOf(arn) }),
  );
  const plaintext = given(opened.Plaintext).unwrap();
  try {
    if (wrapped === null) return new Redacted(Buffer.from(plaintext).toString('utf8'));
    return new Redacted(openStored(plaintext, placeOf(arn, version), value).unwrap().toString('utf8'));
  } finally {
    plaintext.fill(0);
  }
}

/** The ARN of a stored parameter. */
export function arnOf(
  { partition }: Pick<Scope, 'partition'>,
  { account_id: accountId, region, path }: Pick<Parameter, 'account_id' | 'region' | 'path'>,
): string {
  return parameterArn({ partition, region, accountId }, path);
}

/** The context that AWS documents; whoever holds the ciphertext of the standard tier can open it at KMS with it. */
function contextOf(arn: string): { readonly PARAMETER_ARN: string } {
  return { PARAMETER_ARN: arn };
}

function placeOf(arn: string, { version }: Pick<VersionRow, 'version'>): ValuePlace {
  return { secretArn: arn, versionId: String(version), kind: 'string' };
}

/** Standard: the ciphertext. Advanced: length of the data key (2 bytes) ‖ data key ‖ value; AWS has its Encryption SDK's format. */
function sealedText({ value, data_key: wrapped }: StoredValue): string {
  if (wrapped === null) return Buffer.from(value).toString('base64');
  const length = Buffer.allocUnsafe(2);
  length.writeUInt16BE(wrapped.length);
  return Buffer.concat([length, wrapped, value]).toString('base64');
}

function openStored(dataKey: Uint8Array, place: ValuePlace, value: Uint8Array): Redacted<Buffer> {
  try {
    return openValue(dataKey, place, value);
  } catch (error) {
    if (!(error instanceof UnreadableBlob)) throw error;
    throw unreadable(error);
  }
}

/** The stored value was moved or changed where it lies: nothing that the client could mend. */
function unreadable(cause: Error): AwsError {
  return new AwsError('InternalServerError', 'The stored value of the parameter cannot be decrypted.', {
    fault: 'server',
    cause,
  });
}

/** Says KMS's errors in the words of Parameter Store, as users report them. */
async function withKmsFailures<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error;
    if (error.code === 'InvalidCiphertextException') throw unreadable(error);
    // An error without a message is a null to the Java that words this.
    const detail =
      `${error.message || 'null'} (Service: AWSKMS; Status Code: ${error.status}; Error Code: ${error.code}; ` +
      `Request ID: ${error.requestId}; Proxy: null)`;
    if (error.code === 'AccessDeniedException') throw new AwsError('AccessDeniedException', detail, { cause: error });
    throw ssmError('InvalidKeyId', detail);
  }
}

function given<T>(member: T | undefined): T {
  if (member === undefined) throw new Error('KMS left out what its contract promises');
  return member;
}
