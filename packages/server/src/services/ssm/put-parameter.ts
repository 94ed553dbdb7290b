import { randomUUID } from 'node:crypto';
import type { Infer } from '@coffer/wire';
import { ssm } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { UniqueViolation } from '../../storage/database.ts';
import { assertAllowed } from './allowed-pattern.ts';
import { alreadyExists, ssmError } from './errors.ts';
import { accessRequest, loadParameter } from './load-parameter.ts';
import { parameterArn, pathOf } from './parameter-arn.ts';
import { assertNewName } from './parameter-name.ts';
import { DEFAULT_KEY, storedValue } from './parameter-value.ts';
import { assertPolicies, assertTagsAlone, assertValue, dataTypeOf, keyIdOf, tierOf, typeOf } from './put-rules.ts';
import type { Parameter, StoredValue } from './rows.ts';
import { addVersion, deleteVersion, insertParameter, isUnchanged, versionCount } from './store.ts';
import { withTags } from './tags.ts';
import { parameterTrail, responseOf } from './trail.ts';

const contract = ssm.operations.PutParameter;
type Input = Infer<typeof contract.input>;

/** AWS: versions that a parameter keeps. */
const MAX_VERSIONS = 100;

/** PutParameter: a new parameter, or with Overwrite the next version of one; what that leaves out stays as it was. */
export const putParameter = defineWrite(contract, {
  load: (scope, { Name }) => loadParameter(scope, Name),
  access: (scope, { Tags }, { reference }) => [
    accessRequest(scope, 'PutParameter', reference),
    ...(Tags === undefined ? [] : [accessRequest(scope, 'AddTagsToResource', reference)]),
  ],
  async prepare(scope, input, { parameter: before }): Promise<Parameter & StoredValue> {
    const name = input.Name.trim();
    assertValue(input.Value);
    assertTagsAlone(input);
    assertNewName(scope, name);
    const next = nextVersion(scope, { ...input, Name: name }, before);
    assertPolicies(input.Policies, next.tier);
    if (next.allowed_pattern !== null) assertAllowed(next.allowed_pattern, input.Value);
    if (before !== undefined && input.Overwrite !== true) throw alreadyExists();
    return { ...next, ...(await storedValue(scope, parameterArn(scope, name), next, input.Value)) };
  },
  async handle(_scope, writer, { Name }, { parameter: before }, next) {
    if (before === undefined) {
      await insert(writer, next);
    } else {
      if (!(await isUnchanged(writer, before))) throw new Stale();
      await makeRoom(writer, before.id, Name);
      await addVersion(writer, next);
    }
    return { Tier: next.tier, Version: next.version };
  },
  trail: {
    ...parameterTrail,
    // Recorded: AWS writes this in the value's place.
    parameters: ({ Value }) => (Value === undefined ? {} : { value: 'HIDDEN_DUE_TO_SECURITY_REASONS' }),
    response: responseOf(contract),
  },
});

function nextVersion(scope: Scope, input: Input, before: Parameter | undefined): Parameter {
  const type = typeOf(input.Type, before);
  return {
    id: before?.id ?? randomUUID(),
    account_id: scope.accountId,
    region: scope.region,
    path: pathOf(input.Name),
    name: before?.name ?? input.Name,
    revision: before?.revision ?? 1,
    tags: before?.tags ?? JSON.stringify(withTags([], input.Tags ?? [])),
    version: (before?.version ?? 0) + 1,
    type,
    key_id: keyIdOf(type, input.KeyId, before, DEFAULT_KEY),
    data_type: dataTypeOf(input.DataType, before),
    tier: tierOf(input, before),
    description: input.Description ?? before?.description ?? null,
    // An empty pattern allows everything.
    allowed_pattern: (input.AllowedPattern ?? before?.allowed_pattern) || null,
    modified_at: scope.now,
    modified_by: scope.caller.arn,
  };
}

async function insert(writer: Writer, parameter: Parameter & StoredValue): Promise<void> {
  try {
    await insertParameter(writer, parameter);
  } catch (error) {
    // Somebody else took the name meanwhile: look at theirs.
    if (error instanceof UniqueViolation) throw new Stale();
    throw error;
  }
}

/** The oldest version goes when there are too many, unless it has a label. */
async function makeRoom(writer: Writer, parameterId: string, name: string): Promise<void> {
  const versions = await versionCount(writer, parameterId);
  if (versions === undefined || versions.count < MAX_VERSIONS) return;
  if (versions.labels > 0) {
    throw ssmError(
      'ParameterMaxVersionLimitExceeded',
      `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. ` +
        `Version ${versions.oldest}, the oldest version, can't be deleted because it has a label associated with it. ` +
        'Move the label to another version of the parameter, and try again.',
    );
  }
  await deleteVersion(writer, parameterId, versions.oldest);
}
