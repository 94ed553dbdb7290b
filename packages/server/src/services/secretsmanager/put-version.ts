/** What PutSecretValue and UpdateSecret have in common: a value becomes a version of a secret. */
import type { Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { tokenInUse } from './errors.ts';
import { arnOf } from './load-secret.ts';
import type { SecretRow } from './rows.ts';
import { stagesIn } from './rows.ts';
import type { SealedValue, SecretValue } from './secret-value.ts';
import { decryptValue, encryptValue, isSameValue } from './secret-value.ts';
import { secretResource } from './trail.ts';
import { deleteVersion, findVersion, listVersions, putVersionRow } from './store.ts';
import { assertRoomForVersion, versionsToRemove } from './version-limit.ts';
import type { StagedVersions } from './version-stages.ts';
import { putVersion, stagesOf } from './version-stages.ts';

/** A version that is ready to be stored. */
export interface PreparedVersion {
  readonly versionId: string;
  /** Undefined: the version has this value already. */
  readonly sealed: SealedValue | undefined;
}

/**
 * Encrypts a value for the version that the token names. A retry brings the value that the version has: nothing new is
 * stored then.
 *
 * @throws AwsError ResourceExistsException when the version has another value
 */
export async function prepareVersion(
  scope: Scope,
  secret: SecretRow,
  versionId: string,
  value: SecretValue,
): Promise<PreparedVersion> {
  const arn = arnOf(scope, secret);
  const version = await findVersion(scope.reader, secret.id, versionId);
  if (version !== undefined && version.kind !== null) {
    if (!isSameValue(value, await decryptValue(scope, arn, version))) throw tokenInUse(versionId, arn);
    return { versionId, sealed: undefined };
  }
  return { versionId, sealed: await encryptValue(scope, { arn, versionId, kmsKeyId: secret.kms_key_id }, value) };
}

/** Stores the version, removes deprecated ones beyond the limit, and gives the labels as they are now. */
export async function storeVersion(
  scope: Scope,
  writer: Writer,
  secret: SecretRow,
  { versionId, sealed }: PreparedVersion,
  stages: readonly string[] | undefined,
): Promise<StagedVersions> {
  const after = putVersion(stagesIn(secret), { versionId, stages, isReplay: sealed === undefined });
  if (sealed === undefined) return after;
  await makeRoom(scope, writer, secret, versionId, after);
  await putVersionRow(writer, secret, { version_id: versionId, created_at: scope.now, accessed_at: null, ...sealed });
  return after;
}

/**
 * Removes deprecated versions beyond the limit before one more is stored.
 *
 * @throws AwsError LimitExceededException when none of them may be removed yet
 */
export async function makeRoom(
  scope: Pick<Scope, 'now' | 'event' | 'partition'>,
  writer: Writer,
  secret: SecretRow,
  versionId: string,
  after: StagedVersions,
): Promise<void> {
  const others = (await listVersions(writer, secret.id))
    .filter(row => row.version_id !== versionId)
    .map(row => ({
      versionId: row.version_id,
      createdAt: row.created_at,
      isLabelled: stagesOf(after, row.version_id).length > 0,
    }));
  assertRoomForVersion(others, scope.now);
  const all = [...others, { versionId, createdAt: scope.now, isLabelled: true }];
  for (const removed of versionsToRemove(all, scope.now)) {
    await deleteVersion(writer, secret, removed);
    scope.event({
      name: 'SecretVersionDeletion',
      accountId: secret.account_id,
      region: secret.region,
      resources: secretResource(arnOf(scope, secret)),
      additional: { SecretId: arnOf(scope, secret), SecretVersionId: removed },
    });
  }
}
