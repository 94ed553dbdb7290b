import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';
import { invalidInput } from './errors.ts';
import { readCaller, someUser } from './simulation/callers.ts';
import { readBoundaryInput, readPolicyInputs, readResourceInput } from './simulation/policy-inputs.ts';
import { simulatedContext, simulatedPage } from './simulation/results.ts';

/** SimulateCustomPolicy: what policies decide that nobody has yet. */
export const simulateCustomPolicy = defineRead(iam.operations.SimulateCustomPolicy, {
  load: async () => undefined,
  access: accountAccess('SimulateCustomPolicy'),
  async handle(scope, input) {
    const resource = readResourceInput(input.ResourcePolicy);
    if (resource !== undefined && input.CallerArn === undefined) {
      throw invalidInput('CallerArn is required when a ResourcePolicy is given.');
    }
    const caller = input.CallerArn === undefined ? someUser(scope) : await readCaller(scope, input.CallerArn);
    const levels = input.OrderedOrganizationPolicyInputList ?? [];
    const simulation = {
      principal: caller.principal,
      identity: readPolicyInputs(input.PolicyInputList),
      boundary: readBoundaryInput(input.PermissionsBoundaryPolicyInputList),
      resource,
      organization: levels.map(({ ServiceControlPolicyInputList: policies }, index) =>
        readPolicyInputs(policies, `OrderedOrganizationPolicyInputList.${index + 1}`),
      ),
      context: simulatedContext(input.ContextEntries, caller.keys),
    };
    return simulatedPage(scope, input, simulation, accountOf(caller.principal, scope.accountId));
  },
});

function accountOf(principal: { readonly account?: string } | object, home: string): string {
  return 'account' in principal && typeof principal.account === 'string' ? principal.account : home;
}
