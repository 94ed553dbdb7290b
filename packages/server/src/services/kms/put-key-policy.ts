import { kms } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { changeKey } from './change-key.ts';
import { existingKey, loadOwnKey } from './keys.ts';
import { assertNotLockedOut, assertPolicyName, readKeyPolicy } from './policy-text.ts';
import { changeTrail } from './trail.ts';

/** PutKeyPolicy: another policy in the place of the one that the key has. */
export const putKeyPolicy = defineWrite(kms.operations.PutKeyPolicy, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('PutKeyPolicy'),
  async prepare(scope, input, loaded) {
    const key = existingKey(loaded);
    assertPolicyName(input.PolicyName);
    const policy = await readKeyPolicy(scope, input.Policy);
    if (input.BypassPolicyLockoutSafetyCheck !== true) {
      await assertNotLockedOut(scope, accessToKey(scope, 'PutKeyPolicy', input, loaded), policy);
    }
    return { key, policy };
  },
  async handle(_scope, writer, _input, _loaded, { key, policy: { document, uniqueIds = null } }) {
    await changeKey(writer, key, { policy: document, policy_ids: uniqueIds });
    return {};
  },
  trail: changeTrail,
});
