import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';
import { contextKeysOf } from './simulation/context-keys.ts';
import { readPolicyInputs } from './simulation/policy-inputs.ts';

/** GetContextKeysForCustomPolicy: the condition keys that policies ask for, each once. */
export const getContextKeysForCustomPolicy = defineRead(iam.operations.GetContextKeysForCustomPolicy, {
  load: async () => undefined,
  access: accountAccess('GetContextKeysForCustomPolicy'),
  async handle(_scope, input) {
    const policies = readPolicyInputs(input.PolicyInputList);
    return { ContextKeyNames: contextKeysOf(policies.map(({ policy }) => policy)) };
  },
});
