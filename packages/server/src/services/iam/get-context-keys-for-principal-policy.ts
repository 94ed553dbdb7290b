import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { contextKeysOf } from './simulation/context-keys.ts';
import { readPolicyInputs, simulated } from './simulation/policy-inputs.ts';
import { sourceAccess } from './simulation/source-access.ts';
import { findSource, readSource } from './simulation/source-policies.ts';

/** GetContextKeysForPrincipalPolicy: the condition keys that the policies of a user, group or role ask for. */
export const getContextKeysForPrincipalPolicy = defineRead(iam.operations.GetContextKeysForPrincipalPolicy, {
  load: (scope, { PolicySourceArn }) => findSource(scope, PolicySourceArn),
  access: sourceAccess('GetContextKeysForPrincipalPolicy'),
  async handle(scope, input, found) {
    const { policies } = await readSource(scope, input.PolicySourceArn, found);
    const own = policies.map(({ kind, name, document }) => simulated(name, document, kind));
    const all = [...own, ...readPolicyInputs(input.PolicyInputList)];
    return { ContextKeyNames: contextKeysOf(all.map(({ policy }) => policy)) };
  },
});
