import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { attachTo } from './attachment.ts';
import { attachmentKeys, changeUser, existingUser, loadUser, userAccess } from './load-user.ts';
import { attachablePolicy, loadPolicy } from './load-policy.ts';
import { writeTrail } from './trail.ts';

const mayAttach = userAccess('AttachUserPolicy', attachmentKeys);

/** AttachUserPolicy: in force from the next request on. What is attached already stays so. */
export const attachUserPolicy = defineWrite(iam.operations.AttachUserPolicy, {
  async load(scope, input) {
    const [user, policy] = await Promise.all([loadUser(scope, input), loadPolicy(scope, input)]);
    return { user, policy };
  },
  access: (scope, input, { user }) => mayAttach(scope, input, user),
  async handle(scope, writer, _input, loaded) {
    existingUser(loaded.user);
    const policy = attachablePolicy(scope, loaded.policy);
    const user = await changeUser(scope, writer, loaded.user);
    await attachTo(scope, writer, 'user', user, policy);
    return {};
  },
  trail: writeTrail(iam.operations.AttachUserPolicy),
});
