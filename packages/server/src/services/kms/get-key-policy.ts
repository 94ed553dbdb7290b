import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { keyPolicyText } from './key-policy.ts';
import { existingKey, loadOwnKey } from './keys.ts';
import { assertPolicyName, POLICY_NAME } from './policy-text.ts';
import { keyTrail } from './trail.ts';

/** GetKeyPolicy: the policy as it was put, or as AWS writes the one that it gives to keys. */
export const getKeyPolicy = defineRead(kms.operations.GetKeyPolicy, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('GetKeyPolicy'),
  async handle(_scope, { PolicyName }, loaded) {
    const key = existingKey(loaded);
    assertPolicyName(PolicyName);
    return { Policy: keyPolicyText(key), PolicyName: POLICY_NAME };
  },
  trail: keyTrail,
});
