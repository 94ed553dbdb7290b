import { randomUUID } from 'node:crypto';
import type { Infer } from '@coffer/wire';
import { AwsError } from '@coffer/wire';
import { secretsmanager } from '@coffer/wire/services';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { UniqueViolation } from '../../storage/database.ts';
import type { KeyMembers } from './condition-keys.ts';
import { requestKeys } from './condition-keys.ts';
import { invalidRequest, missingToken, tokenInUse } from './errors.ts';
import { findVersionOf } from './find-version-of.ts';
import { keyIn, validateKey } from './kms-key.ts';
import type { LoadedSecret } from './load-secret.ts';
import { arnOf } from './load-secret.ts';
import type { WantedReplica } from './replica-changes.ts';
import { askForReplicas } from './replica-changes.ts';
import { ownerOfNew, withOwnerTag } from './owning-service.ts';
import { replicationStatus, wantedReplicas } from './replica-regions.ts';
import { listReplicas } from './replica-store.ts';
import { NEVER_ROTATED } from './rotation-row.ts';
import type { SecretRow } from './rows.ts';
import { isReplica } from './rows.ts';
import { newSecretSuffix } from './secret-arn.ts';
import { unknownSecretArn } from './secret-id.ts';
import { assertSecretName, isSecretName } from './secret-name.ts';
import type { SealedValue } from './secret-value.ts';
import { assertRoomForSecret } from './secret-quota.ts';
import { decryptValue, encryptValue, isSameValue, valueIn } from './secret-value.ts';
import { findSecret, insertSecret, putVersionRow, withStages } from './store.ts';
import { checkTags } from './tags.ts';
import { writeTrail } from './trail.ts';
import { putVersion } from './version-stages.ts';

const contract = secretsmanager.operations.CreateSecret;
type Input = Infer<typeof contract.input>;

/** Policies see the ARN that the secret will have, but for its suffix; a denial names the bare name (recorded). */
function accessToNew(scope: Scope, action: string, input: KeyMembers): AccessRequest {
  const { accountId, region, partition } = scope;
  const { Name } = input;
  return {
    action: `secretsmanager:${action}`,
    resource: Name === undefined ? undefined : unknownSecretArn({ partition, region, accountId }, Name),
    shownAs: Name,
    resourceAccountId: accountId,
    keys: () => requestKeys(input),
  };
}

interface NewSecret {
  readonly row: SecretRow;
  readonly value: SealedValue | undefined;
  readonly wanted: readonly WantedReplica[];
  /** The same request was carried out before. */
  readonly isRetry: boolean;
}

/** CreateSecret: a new name, a new suffix, and a first version when the request brings a value. */
export const createSecret = defineWrite(contract, {
  async load(scope, { Name }): Promise<LoadedSecret> {
    const { accountId, region } = scope;
    const secret =
      Name !== undefined && isSecretName(Name)
        ? await findSecret(scope.reader, { accountId, region, name: Name })
        : undefined;
    return { secret, arn: secret === undefined ? undefined : arnOf(scope, secret), accountId };
  },
  access: (scope, input) => [
    accessToNew(scope, 'CreateSecret', input),
    // Recorded: an empty list needs no right.
    ...((input.Tags ?? []).length === 0 ? [] : [accessToNew(scope, 'TagResource', input)]),
    ...(input.AddReplicaRegions === undefined ? [] : [accessToNew(scope, 'ReplicateSecretToRegions', input)]),
  ],
  async prepare(scope, input, { secret }): Promise<NewSecret> {
    assertSecretName(input.Name);
    const value = valueIn(input);
    if (input.ClientRequestToken === undefined) throw missingToken();
    checkTags(input.Tags);
    const wanted = wantedReplicas(scope.region, input.AddReplicaRegions ?? []);
    if (secret !== undefined) {
      await assertRetry(scope, secret, input, input.ClientRequestToken);
      return { row: secret, value: undefined, wanted, isRetry: true };
    }
    await assertRoomForSecret(scope);
    const row = newRow(scope, input, value === undefined ? undefined : input.ClientRequestToken);
    const arn = arnOf(scope, row);
    if (row.kms_key_id !== null) await validateKey(scope, arn, row.kms_key_id);
    if (value === undefined) return { row, value, wanted, isRetry: false };
    const place = { arn, versionId: input.ClientRequestToken, kmsKeyId: row.kms_key_id };
    return { row, value: await encryptValue(scope, place, value), wanted, isRetry: false };
  },
  async handle(scope, writer, input, _loaded, { row, value, wanted, isRetry }) {
    const versionId = input.ClientRequestToken ?? '';
    if (!isRetry) {
      try {
        await insertSecret(writer, row);
      } catch (error) {
        // Somebody else took the name meanwhile: look at theirs.
        if (error instanceof UniqueViolation) throw new Stale();
        throw error;
      }
      if (value !== undefined) {
        await putVersionRow(writer, row, { version_id: versionId, created_at: scope.now, accessed_at: null, ...value });
      }
    }
    const overwrites = input.ForceOverwriteReplicaSecret ?? false;
    const replicas = isRetry
      ? await listReplicas(writer, row.id)
      : await askForReplicas(scope, writer, row, { wanted, overwrites });
    const hasValue = valueIn(input) !== undefined;
    return {
      ARN: arnOf(scope, row),
      Name: row.name,
      ReplicationStatus: wanted.length === 0 ? undefined : replicationStatus(replicas),
      VersionId: hasValue ? versionId : undefined,
    };
  },
  trail: {
    parameters: () => ({ forceOverwriteReplicaSecret: false }),
    response: (output, loaded) =>
      output?.ARN === undefined ? writeTrail.response(output, loaded) : { arn: output.ARN },
    resources: (loaded, output) =>
      output?.ARN === undefined
        ? writeTrail.resources(loaded)
        : [{ type: 'AWS::SecretsManager::Secret', arn: output.ARN }],
  },
});

/**
 * A request that comes again with its token and its value gets its answer again.
 *
 * @throws AwsError ResourceExistsException, or InvalidRequestException while a deletion is scheduled
 */
async function assertRetry(scope: Scope, secret: SecretRow, input: Input, token: string): Promise<void> {
  if (secret.deleted_at !== null) {
    throw invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  const value = valueIn(input);
  const version = value === undefined ? undefined : await findVersionOf(scope.reader, secret, token);
  // A replica has the versions of its primary; it was not made by a request to this region.
  if (value === undefined || version === undefined || isReplica(secret)) {
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${secret.name} already exists.`,
    );
  }
  const arn = arnOf(scope, secret);
  if (!isSameValue(value, await decryptValue(scope, arn, version))) throw tokenInUse(token, arn);
}

function newRow(scope: Scope, input: Input, versionId: string | undefined): SecretRow {
  const owner = ownerOfNew(scope, input.Name);
  const tags = withOwnerTag(input.Tags, owner);
  const empty: SecretRow = {
    id: randomUUID(),
    account_id: scope.accountId,
    region: scope.region,
    name: input.Name,
    suffix: newSecretSuffix(scope.random),
    revision: 1,
    description: input.Description ?? null,
    kms_key_id: keyIn(input.KmsKeyId),
    type: input.Type ?? null,
    tags: tags === undefined ? null : JSON.stringify(tags),
    stages: '[]',
    current_version_id: null,
    created_at: scope.now,
    changed_at: scope.now,
    accessed_at: null,
    deleted_at: null,
    delete_after: null,
    ...NEVER_ROTATED,
    primary_region: input.AddReplicaRegions === undefined ? null : scope.region,
    owning_service: owner,
  };
  if (versionId === undefined) return empty;
  return withStages(empty, putVersion([], { versionId, stages: undefined, isReplay: false }));
}
