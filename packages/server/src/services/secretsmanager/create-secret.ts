import { randomUUID } from 'node:crypto';
import type { Infer } from '@coffer/wire';
import { AwsError } from '@coffer/wire';
import { secretsmanager } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { UniqueViolation } from '../../storage/database.ts';
import { invalidParameter, invalidRequest, missingToken, tokenInUse } from './errors.ts';
import type { LoadedSecret } from './load-secret.ts';
import { arnOf } from './load-secret.ts';
import { NEVER_ROTATED } from './rotation-row.ts';
import type { SecretRow } from './rows.ts';
import { newSecretSuffix } from './secret-arn.ts';
import { assertSecretName, isSecretName } from './secret-name.ts';
import type { SealedValue } from './secret-value.ts';
import { assertRoomForSecret } from './secret-quota.ts';
import { decryptValue, encryptValue, isSameValue, keyIn, validateKey, valueIn } from './secret-value.ts';
import { findSecret, findVersion, insertSecret, putVersionRow, withStages } from './store.ts';
import { checkTags } from './tags.ts';
import { writeTrail } from './trail.ts';
import { putVersion } from './version-stages.ts';

const contract = secretsmanager.operations.CreateSecret;
type Input = Infer<typeof contract.input>;

interface NewSecret {
  readonly row: SecretRow;
  readonly value: SealedValue | undefined;
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
  // AWS names the bare name as the resource: there is no ARN yet (recorded).
  access: (scope, { Name, Tags }) =>
    [
      { action: 'secretsmanager:CreateSecret' },
      ...(Tags === undefined ? [] : [{ action: 'secretsmanager:TagResource' }]),
    ].map(({ action }) => ({ action, resource: Name, resourceAccountId: scope.accountId })),
  async prepare(scope, input, { secret }): Promise<NewSecret> {
    assertSecretName(input.Name);
    const value = valueIn(input);
    if (input.ClientRequestToken === undefined) throw missingToken();
    checkTags(input.Tags);
    if (input.AddReplicaRegions !== undefined) throw invalidParameter('Invalid replica region.');
    if (secret !== undefined) {
      await assertRetry(scope, secret, input, input.ClientRequestToken);
      return { row: secret, value: undefined, isRetry: true };
    }
    await assertRoomForSecret(scope);
    const row = newRow(scope, input, value === undefined ? undefined : input.ClientRequestToken);
    const arn = arnOf(scope, row);
    if (row.kms_key_id !== null) await validateKey(scope, arn, row.kms_key_id);
    if (value === undefined) return { row, value, isRetry: false };
    const place = { arn, versionId: input.ClientRequestToken, kmsKeyId: row.kms_key_id };
    return { row, value: await encryptValue(scope, place, value), isRetry: false };
  },
  async handle(scope, writer, input, _loaded, { row, value, isRetry }) {
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
    const hasValue = valueIn(input) !== undefined;
    return { ARN: arnOf(scope, row), Name: row.name, VersionId: hasValue ? versionId : undefined };
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
  const version = value === undefined ? undefined : await findVersion(scope.reader, secret.id, token);
  if (value === undefined || version === undefined) {
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${secret.name} already exists.`,
    );
  }
  const arn = arnOf(scope, secret);
  if (!isSameValue(value, await decryptValue(scope, arn, version))) throw tokenInUse(token, arn);
}

function newRow(scope: Scope, input: Input, versionId: string | undefined): SecretRow {
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
    tags: input.Tags === undefined ? null : JSON.stringify(input.Tags),
    stages: '[]',
    current_version_id: null,
    created_at: scope.now,
    changed_at: scope.now,
    accessed_at: null,
    deleted_at: null,
    delete_after: null,
    ...NEVER_ROTATED,
  };
  if (versionId === undefined) return empty;
  return withStages(empty, putVersion([], { versionId, stages: undefined, isReplay: false }));
}
