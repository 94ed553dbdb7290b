import { secretsmanager } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { dayOf } from './dates.ts';
import { invalidRequest, markedForDeletion, stageNotFound, versionNotFound } from './errors.ts';
import { findVersionOf } from './find-version-of.ts';
import { accessTo, arnOf, existing, loadSecret } from './load-secret.ts';
import type { StoredVersion } from './rows.ts';
import { stagesIn } from './rows.ts';
import { decryptValue } from './secret-value.ts';
import { inJavaOrder } from '../../java-order.ts';
import { whenKnown } from '../../when-known.ts';
import type { CurrentRow } from './store.ts';
import { touch } from './store.ts';
import { readTrail } from './trail.ts';
import { AWSCURRENT, stagesOf, versionWithStage } from './version-stages.ts';

interface Wanted {
  readonly VersionId?: string | undefined;
  readonly VersionStage?: string | undefined;
}

/** GetSecretValue: the value of the version that is asked for, AWSCURRENT unless the request says otherwise. */
export const getSecretValue = defineRead(secretsmanager.operations.GetSecretValue, {
  load: loadSecret,
  access: accessTo('GetSecretValue'),
  async handle(scope, input, loaded) {
    const secret = existing(loaded, input);
    if (secret.deleted_at !== null) throw markedForDeletion();
    const wanted = wantedVersion(scope, secret, input);
    const version = wanted instanceof Promise ? await wanted : wanted;
    const arn = loaded.arn ?? arnOf(scope, secret);
    const value = await decryptValue(scope, arn, version);
    if (value === undefined) throw notFound(input);
    touchOnFirstReadOfDay(scope, secret, version);
    const stages = stagesOf(stagesIn(secret), version.version_id);
    return {
      ARN: arn,
      CreatedDate: version.created_at,
      Name: secret.name,
      SecretBinary: value.kind === 'binary' ? value.value : undefined,
      SecretString: value.kind === 'string' ? value.value : undefined,
      VersionId: version.version_id,
      VersionStages: stages.length === 0 ? undefined : inJavaOrder(stages),
    };
  },
  trail: readTrail,
});

function wantedVersion(scope: Scope, secret: CurrentRow, wanted: Wanted): StoredVersion | Promise<StoredVersion> {
  const stage = wanted.VersionStage ?? AWSCURRENT;
  const versionId = wanted.VersionId ?? versionWithStage(stagesIn(secret), stage);
  const finding = versionId === undefined ? undefined : versionOf(scope, secret, versionId);
  return whenKnown(finding, version => {
    if (version === undefined) throw notFound(wanted);
    if (wanted.VersionId !== undefined && wanted.VersionStage !== undefined) {
      if (versionWithStage(stagesIn(secret), wanted.VersionStage) !== wanted.VersionId) {
        throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
      }
    }
    return version;
  });
}

/** The current version came with the secret; another one is looked up. */
function versionOf(
  scope: Scope,
  secret: CurrentRow,
  versionId: string,
): StoredVersion | undefined | Promise<StoredVersion | undefined> {
  return versionId === secret.current_version_id
    ? currentVersion(secret, versionId)
    : findVersionOf(scope.reader, secret, versionId);
}

function currentVersion(secret: CurrentRow, versionId: string): StoredVersion {
  return {
    version_id: versionId,
    created_at: secret.version_created_at ?? secret.created_at,
    accessed_at: secret.version_accessed_at,
    kind: secret.version_kind,
    value: secret.version_value,
    data_key: secret.version_data_key,
    kms_key_arn: secret.version_kms_key_arn,
    more_data_keys: secret.version_more_data_keys,
  };
}

function notFound({ VersionId, VersionStage }: Wanted) {
  return VersionId === undefined ? stageNotFound(VersionStage ?? AWSCURRENT) : versionNotFound(VersionId);
}

function touchOnFirstReadOfDay(scope: Scope, secret: CurrentRow, version: StoredVersion): void {
  const today = dayOf(scope.now);
  if (secret.accessed_at === today && version.accessed_at === today) return;
  scope.alongside(writer => touch(writer, secret, version.version_id, today));
}
