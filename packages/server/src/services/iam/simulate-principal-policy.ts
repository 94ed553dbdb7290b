import { iam } from '@coffer/wire/services';
import type { PrincipalPolicy } from '../../identities/principal-policies.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { invalidInput } from './errors.ts';
import { callerOf, readCaller } from './simulation/callers.ts';
import { isExcluded } from './simulation/exclusions.ts';
import { readBoundaryInput, readPolicyInputs, readResourceInput, simulated } from './simulation/policy-inputs.ts';
import { simulatedContext, simulatedPage } from './simulation/results.ts';
import type { SimulatedPolicy } from './simulation/simulate.ts';
import { sourceAccess } from './simulation/source-access.ts';
import { findSource, readSource } from './simulation/source-policies.ts';

/** SimulatePrincipalPolicy: what the policies of a user, group or role decide, with others that the request adds. */
export const simulatePrincipalPolicy = defineRead(iam.operations.SimulatePrincipalPolicy, {
  load: (scope, { PolicySourceArn }) => findSource(scope, PolicySourceArn),
  access: sourceAccess('SimulatePrincipalPolicy'),
  async handle(scope, input, found) {
    const source = await readSource(scope, input.PolicySourceArn, found);
    const resource = readResourceInput(input.ResourcePolicy);
    if (resource !== undefined && input.CallerArn === undefined && source.kind !== 'user') {
      throw invalidInput('CallerArn is required when a ResourcePolicy is given and the PolicySourceArn is no user.');
    }
    const caller = input.CallerArn === undefined ? callerOf(source) : await readCaller(scope, input.CallerArn);
    const { PolicyExclusionList: excluded } = input;
    const own = source.policies.filter(policy => !isExcluded(policy, 'policy', excluded));
    const ownBoundary =
      source.boundary === undefined || isExcluded(source.boundary, 'boundary', excluded) ? undefined : source.boundary;
    const simulation = {
      principal: caller.principal,
      identity: [...own.map(stored), ...readPolicyInputs(input.PolicyInputList)],
      boundary:
        readBoundaryInput(input.PermissionsBoundaryPolicyInputList) ??
        (ownBoundary === undefined ? undefined : stored(ownBoundary)),
      resource,
      organization: [],
      context: simulatedContext(input.ContextEntries, caller.keys),
    };
    return simulatedPage(scope, input, simulation, source.row.account_id);
  },
});

/** Recorded: a managed policy is called by its name, an inline one also by whom it belongs to. */
function stored({ kind, name, owner, document }: PrincipalPolicy): SimulatedPolicy {
  const id = kind === 'managed' ? name.slice(name.lastIndexOf('/') + 1) : `${owner.kind}_${owner.name}_${name}`;
  return simulated(id, document, kind);
}
