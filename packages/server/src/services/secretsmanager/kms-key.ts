/** The KMS key of a secret: which one it is, and whether it may be. */
import type { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import { invalidRequest } from './errors.ts';
import { withKmsFailures } from './kms-failure.ts';

/** The alias of the key that every account has. */
export const DEFAULT_KEY = 'alias/aws/secretsmanager';
/** What the encryption context says instead of a version when a key is only tried. */
const VALIDATION = 'RequestToValidateKeyAccess';

/** The key that a request names; null: the account's default key, which AWS also takes an empty text for. */
export function keyIn(kmsKeyId: string | undefined): string | null {
  return kmsKeyId === undefined || kmsKeyId === '' ? null : kmsKeyId;
}

export function isDefaultKey(kmsKeyId: string | null): kmsKeyId is typeof DEFAULT_KEY | null {
  return kmsKeyId === null || kmsKeyId === DEFAULT_KEY;
}

/**
 * The key as KMS is asked for it: names and ids mean keys of the secret's account, whoever asks.
 *
 * @param arn the secret's
 * @throws AwsError InvalidRequestException for the default key of another account
 */
export function keyAskedFor(scope: Scope, arn: string, kmsKeyId: string | null): string {
  if (!isForeign(scope, arn)) return kmsKeyId ?? DEFAULT_KEY;
  if (isDefaultKey(kmsKeyId)) throw foreignDefaultKey();
  if (kmsKeyId.startsWith('arn:')) return kmsKeyId;
  const resource = kmsKeyId.startsWith('alias/') ? kmsKeyId : `key/${kmsKeyId}`;
  return `arn:${scope.partition}:kms:${scope.region}:${accountIn(arn)}:${resource}`;
}

/** Whether a secret is another account's than the caller's. */
export function isForeign(scope: Pick<Scope, 'accountId'>, arn: string): boolean {
  // Names have no colon, so this stands in one place only.
  return !arn.includes(`:${scope.accountId}:secret:`);
}

function accountIn(arn: string): string | undefined {
  return arn.split(':', 5)[4];
}

/** Recorded. */
export function foreignDefaultKey(): AwsError {
  return invalidRequest(
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  );
}

/**
 * Tries a key before a secret is bound to it: the caller must be allowed to make and to open data keys. Gives the key's
 * ARN.
 *
 * @throws AwsError InvalidParameterException for a key that is not there or disabled, AccessDeniedException
 */
export async function validateKey(scope: Scope, arn: string, kmsKeyId: string): Promise<string | undefined> {
  const EncryptionContext = { SecretARN: arn, SecretVersionId: VALIDATION };
  const KeyId = keyAskedFor(scope, arn, kmsKeyId);
  const key = await withKmsFailures(
    'validate',
    scope.call('kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256', EncryptionContext }),
  );
  key.Plaintext?.unwrap().fill(0);
  if (key.CiphertextBlob === undefined) throw new Error('KMS gave no data key');
  const opened = await withKmsFailures(
    'validate',
    scope.call('kms', 'Decrypt', { CiphertextBlob: key.CiphertextBlob, EncryptionContext }),
  );
  opened.Plaintext?.unwrap().fill(0);
  return key.KeyId;
}
