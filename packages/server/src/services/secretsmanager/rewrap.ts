/** A change of a secret's KMS key: the data keys that are in use are kept under the new key as well. */
import { AwsError, Redacted } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import { contextOf, openDataKey } from './data-key.ts';
import { isDefaultKey, keyAskedFor } from './kms-key.ts';
import { arnOf } from './load-secret.ts';
import type { SecretRow, StoredVersion } from './rows.ts';
import { stagesIn } from './rows.ts';
import { findVersion } from './store.ts';
import { AWSCURRENT, AWSPENDING, AWSPREVIOUS, versionWithStage } from './version-stages.ts';
import { keysOf, withWrapping } from './wrappings.ts';

/** A version whose data key lies under one key more. */
export interface Rewrapped {
  readonly versionId: string;
  readonly moreDataKeys: string;
}

/**
 * Wraps the data keys of the versions labelled AWSCURRENT, AWSPREVIOUS and AWSPENDING under the secret's key as well,
 * so that holders of either key can read them; other versions stay as they are (recorded).
 *
 * @param secret with its new key
 * @param keyArn the new key's ARN, where it is known
 */
export async function rewrap(
  scope: Scope,
  secret: SecretRow,
  keyArn: string | undefined,
): Promise<readonly Rewrapped[]> {
  const stages = stagesIn(secret);
  const labelled = [AWSCURRENT, AWSPREVIOUS, AWSPENDING].map(stage => versionWithStage(stages, stage));
  const rewrapped: Rewrapped[] = [];
  for (const versionId of new Set(labelled)) {
    const version = versionId === undefined ? undefined : await findVersion(scope.reader, secret.id, versionId);
    const moreDataKeys = version && (await rewrapVersion(scope, secret, version, keyArn));
    if (version !== undefined && moreDataKeys !== undefined) {
      rewrapped.push({ versionId: version.version_id, moreDataKeys });
    }
  }
  return rewrapped;
}

/** A key that the caller may not use, old or new, hinders nothing: the version stays under its old keys (recorded). */
async function rewrapVersion(
  scope: Scope,
  secret: SecretRow,
  version: StoredVersion,
  keyArn: string | undefined,
): Promise<string | undefined> {
  const stored = isDefaultKey(secret.kms_key_id) ? null : keyArn;
  if (version.kind === null || keysOf(version).some(key => key === stored)) return undefined;
  const arn = arnOf(scope, secret);
  try {
    const old = await openDataKey(scope, arn, version);
    try {
      // The same key under another name.
      if (old.keyArn === keyArn) return undefined;
      const sealed = await scope.call('kms', 'Encrypt', {
        KeyId: keyAskedFor(scope, arn, secret.kms_key_id),
        Plaintext: new Redacted(old.dataKey),
        EncryptionContext: contextOf(arn, version.version_id),
      });
      if (sealed.CiphertextBlob === undefined || sealed.KeyId === old.keyArn) return undefined;
      return withWrapping(version, { keyArn: stored ?? null, blob: sealed.CiphertextBlob });
    } finally {
      old.dataKey.fill(0);
    }
  } catch (error) {
    if (error instanceof AwsError && error.fault === 'client') return undefined;
    throw error;
  }
}
