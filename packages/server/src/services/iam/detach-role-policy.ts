import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { detachFrom } from './attachment.ts';
import { loadPolicy } from './load-policy.ts';
import { changeRole, existingRole, loadRole, roleAccess, roleAttachmentKeys } from './load-role.ts';
import { writeTrail } from './trail.ts';

const mayDetach = roleAccess('DetachRolePolicy', roleAttachmentKeys);

/** DetachRolePolicy: what it allowed or denied ends with the next request. */
export const detachRolePolicy = defineWrite(iam.operations.DetachRolePolicy, {
  async load(scope, input) {
    const [role, policy] = await Promise.all([loadRole(scope, input), loadPolicy(scope, input)]);
    return { role, policy };
  },
  access: (scope, input, { role }) => mayDetach(scope, input, role),
  async handle(scope, writer, _input, loaded) {
    existingRole(loaded.role);
    const role = await changeRole(scope, writer, loaded.role);
    await detachFrom(scope, writer, role, loaded.policy);
    return {};
  },
  trail: writeTrail(iam.operations.DetachRolePolicy),
});
