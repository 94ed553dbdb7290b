import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { detachFrom } from './attachment.ts';
import { attachmentKeys, changeUser, existingUser, loadUser, userAccess } from './load-user.ts';
import { loadPolicy } from './load-policy.ts';
import { writeTrail } from './trail.ts';

const mayDetach = userAccess('DetachUserPolicy', attachmentKeys);

/** DetachUserPolicy: what it allowed or denied ends with the next request. */
export const detachUserPolicy = defineWrite(iam.operations.DetachUserPolicy, {
  async load(scope, input) {
    const [user, policy] = await Promise.all([loadUser(scope, input), loadPolicy(scope, input)]);
    return { user, policy };
  },
  access: (scope, input, { user }) => mayDetach(scope, input, user),
  async handle(scope, writer, _input, loaded) {
    existingUser(loaded.user);
    const user = await changeUser(scope, writer, loaded.user);
    await detachFrom(scope, writer, user, loaded.policy);
    return {};
  },
  trail: writeTrail(iam.operations.DetachUserPolicy),
});
