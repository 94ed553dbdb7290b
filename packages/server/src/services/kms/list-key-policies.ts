import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { existingKey, loadOwnKey } from './keys.ts';
import { wantedPage } from './paging.ts';
import { POLICY_NAME } from './policy-text.ts';
import { keyTrail } from './trail.ts';

/** ListKeyPolicies: every key has one policy, and it is called `default`. */
export const listKeyPolicies = defineRead(kms.operations.ListKeyPolicies, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('ListKeyPolicies'),
  async handle(scope, input, loaded) {
    const { key_id: purpose } = existingKey(loaded);
    // There never is a second page, and so no marker that is good.
    wantedPage(scope, input, { usual: 100, purpose });
    return { PolicyNames: [POLICY_NAME], Truncated: false };
  },
  trail: keyTrail,
});
