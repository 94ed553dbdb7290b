import { lambda } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeFunction, checkRevision, newRunRevision } from './change-function.ts';
import { networkKeys } from './condition-keys.ts';
import { showFunction } from './configuration.ts';
import { refuseVariables } from './elsewhere.ts';
import { readEnvironment } from './environment.ts';
import type { LoadedFunction } from './load-function.ts';
import { existing, functionRequest, loadFunction } from './load-function.ts';
import { changedConfiguration } from './new-configuration.ts';
import type { LambdaParts } from './parts.ts';
import type { NamedRole } from './role.ts';
import { assertAssumable, loadNamedRole, passRoleRequest } from './role.ts';
import { configurationIn } from './rows.ts';
import { sealEnvironment } from './sealing.ts';
import { functionTrail, responseOf } from './trail.ts';
import { refuseUnsupported } from './unsupported.ts';

const contract = lambda.operations.UpdateFunctionConfiguration;

interface Loaded extends LoadedFunction {
  readonly role: NamedRole;
}

/** UpdateFunctionConfiguration: what the request names changes, in force with the next invocation. */
export function makeUpdateFunctionConfiguration(parts: LambdaParts) {
  return defineWrite(contract, {
    load: async (scope, input): Promise<Loaded> => ({
      ...(await loadFunction(scope, input)),
      role: await loadNamedRole(scope, input.Role),
    }),
    access: (_scope, input, loaded) => [
      functionRequest('UpdateFunctionConfiguration', loaded, () => networkKeys(input)),
      ...(input.Role === undefined ? [] : [passRoleRequest(loaded.role, loaded.arn)]),
    ],
    async prepare(scope, input, loaded) {
      const meant = existing(scope, loaded, input);
      const { row, arn } = meant;
      checkRevision(row, input.RevisionId, 'GetFunction/GetAlias');
      refuseUnsupported(input);
      const configuration = changedConfiguration(row.name, configurationIn(row), input);
      const { Variables } = input.Environment ?? {};
      refuseVariables(row, Object.keys(Variables ?? {}).length);
      const environment =
        Variables === undefined ? row.environment : sealEnvironment(parts.keyring, arn, readEnvironment(Variables));
      if (input.Role !== undefined) {
        await assertAssumable(scope, loaded.role, { accountId: row.account_id, functionArn: arn });
      }
      const change = {
        ...newRunRevision(scope.now),
        role_arn: input.Role ?? row.role_arn,
        configuration: JSON.stringify(configuration),
        environment,
      };
      return { ...meant, change };
    },
    async handle(_scope, writer, _input, _loaded, { row: before, arn, change }) {
      const row = await changeFunction(writer, before, change);
      parts.functions.started()?.retire(arn);
      return showFunction(parts.keyring, { row, arn });
    },
    trail: { ...functionTrail, response: responseOf(contract) },
  });
}
