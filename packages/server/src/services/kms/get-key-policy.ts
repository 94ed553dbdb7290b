import { kms } from '@coffer/wire/services';
import { findDeparted, idsIn } from '../../identities/named-principals.ts';
import { asShown } from '../../identities/policy-text.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { keyPolicyText } from './key-policy.ts';
import { existingKey, loadOwnKey } from './keys.ts';
import { assertPolicyName, POLICY_NAME } from './policy-text.ts';
import { keyTrail } from './trail.ts';

/** GetKeyPolicy: the policy, written as AWS writes it; for users and roles who are gone it shows unique ids. */
export const getKeyPolicy = defineRead(kms.operations.GetKeyPolicy, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('GetKeyPolicy'),
  async handle(scope, { PolicyName }, loaded) {
    const key = existingKey(loaded);
    assertPolicyName(PolicyName);
    const gone = await findDeparted(scope.reader, idsIn(key.policy_ids));
    return { Policy: asShown(keyPolicyText(key), gone), PolicyName: POLICY_NAME };
  },
  trail: keyTrail,
});
