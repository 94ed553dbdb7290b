import { randomUUID } from 'node:crypto';
import { lambda } from '@coffer/wire/services';
import type { RawInputOf } from '@coffer/wire';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { UniqueViolation } from '../../storage/database.ts';
import { showFunction } from './configuration.ts';
import { networkKeys } from './condition-keys.ts';
import { objectRequest, readCode } from './code.ts';
import { refuseVariables } from './elsewhere.ts';
import { readEnvironment } from './environment.ts';
import { breaksConstraint, conflict, invalidParameter } from './errors.ts';
import type { LoadedFunction } from './load-function.ts';
import { functionRequest, LATEST, loadFunction } from './load-function.ts';
import { newConfiguration } from './new-configuration.ts';
import type { LambdaParts } from './parts.ts';
import type { NamedRole } from './role.ts';
import { assertAssumable, loadNamedRole, passRoleRequest } from './role.ts';
import type { FunctionRow } from './rows.ts';
import { sealEnvironment } from './sealing.ts';
import { findFunction, insertBlob, insertFunction } from './store.ts';
import { requestTagKeys, withTags } from './tags.ts';
import { functionResources, responseOf } from './trail.ts';
import { refuseUnsupported } from './unsupported.ts';

const contract = lambda.operations.CreateFunction;
type Input = RawInputOf<typeof contract>;

interface Loaded extends LoadedFunction {
  readonly role: NamedRole;
}

/** Longest name of a function, in characters. */
const MAX_NAME = 64;

/** CreateFunction: a function that is ready when it answers. */
export function makeCreateFunction(parts: LambdaParts) {
  return defineWrite(contract, {
    load: async (scope, input): Promise<Loaded> => ({
      ...(await loadFunction(scope, input)),
      role: await loadNamedRole(scope, input.Role),
    }),
    access: accessToNew,
    async prepare(scope, input, loaded) {
      const { arn, name } = nameOf(scope, loaded);
      refuseUnsupported(input);
      const configuration = newConfiguration(name, input);
      const { Variables } = input.Environment ?? {};
      const environment =
        Variables === undefined ? null : sealEnvironment(parts.keyring, arn, readEnvironment(Variables));
      const tags = withTags(new Map(), input.Tags ?? {});
      if (loaded.row !== undefined) throw alreadyExists(name);
      const code = await readCode(parts, arn, input.Code);
      refuseVariables(code.row, Object.keys(Variables ?? {}).length);
      await assertAssumable(scope, loaded.role, { accountId: scope.accountId, functionArn: arn });
      const row: FunctionRow = {
        id: randomUUID(),
        account_id: scope.accountId,
        region: scope.region,
        name,
        revision: 1,
        revision_id: randomUUID(),
        run_revision_id: randomUUID(),
        modified_at: scope.now,
        ...code.row,
        role_arn: input.Role,
        configuration: JSON.stringify(configuration),
        environment,
        tags,
        policy: null,
        policy_ids: null,
      };
      return { row, arn, code };
    },
    async handle(_scope, writer, _input, _loaded, { row, arn, code }) {
      const { account_id: accountId, region, name } = row;
      if ((await findFunction(writer, { accountId, region, name })) !== undefined) throw alreadyExists(name);
      try {
        await insertFunction(writer, row);
      } catch (error) {
        // Somebody else's request made it in this moment: look again.
        if (error instanceof UniqueViolation) throw new Stale();
        throw error;
      }
      await insertBlob(writer, { functionArn: arn, id: row.code_id }, code.parts);
      return showFunction(parts.keyring, { row, arn });
    },
    trail: {
      response: responseOf(contract),
      resources: ({ arn }, output) => (output === undefined || arn === undefined ? [] : functionResources(arn)),
    },
  });
}

/** Tags at the creation need the right to tag as well; the role must be the caller's to pass. */
function accessToNew(scope: Scope, input: Input, loaded: Loaded): readonly AccessRequest[] {
  // A new function has no policy and no tags, whatever has its name.
  const nothing: LoadedFunction = { ...loaded, row: undefined };
  const tagKeys = () => requestTagKeys(input.Tags);
  return [
    functionRequest('CreateFunction', nothing, () => [...networkKeys(input), ...tagKeys()]),
    ...(input.Tags === undefined ? [] : [functionRequest('TagResource', nothing, tagKeys)]),
    passRoleRequest(loaded.role, loaded.arn),
    ...objectRequest(scope, input.Code ?? {}),
  ];
}

/** The name of a function to be: in the caller's own account and region. */
function nameOf(scope: Scope, { reference, arn }: LoadedFunction): { readonly arn: string; readonly name: string } {
  if (reference === undefined || arn === undefined) throw invalidParameter('The function name is not valid.');
  const {
    partition = scope.partition,
    region = scope.region,
    accountId = scope.accountId,
    name,
    qualifier,
  } = reference;
  const isHere = partition === scope.partition && region === scope.region && accountId === scope.accountId;
  if (!isHere || (qualifier !== undefined && qualifier !== LATEST)) {
    throw invalidParameter('A function is made in the account and region of the request, and without a qualifier.');
  }
  if (name.length > MAX_NAME) {
    throw breaksConstraint(name, 'functionName', `Member must have length less than or equal to ${MAX_NAME}`);
  }
  return { arn, name };
}

function alreadyExists(name: string) {
  return conflict(`Function already exist: ${name}`);
}
