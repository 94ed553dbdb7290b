import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { attachTo } from './attachment.ts';
import { attachablePolicy, loadPolicy } from './load-policy.ts';
import { changeRole, existingRole, loadRole, roleAccess, roleAttachmentKeys } from './load-role.ts';
import { writeTrail } from './trail.ts';

const mayAttach = roleAccess('AttachRolePolicy', roleAttachmentKeys);

/** AttachRolePolicy: in force from the next request on. What is attached already stays so. */
export const attachRolePolicy = defineWrite(iam.operations.AttachRolePolicy, {
  async load(scope, input) {
    const [role, policy] = await Promise.all([loadRole(scope, input), loadPolicy(scope, input)]);
    return { role, policy };
  },
  access: (scope, input, { role }) => mayAttach(scope, input, role),
  async handle(scope, writer, _input, loaded) {
    existingRole(loaded.role);
    const policy = attachablePolicy(scope, loaded.policy);
    const role = await changeRole(scope, writer, loaded.role);
    await attachTo(scope, writer, 'role', role, policy);
    return {};
  },
  trail: writeTrail(iam.operations.AttachRolePolicy),
});
