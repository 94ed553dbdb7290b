import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { deleteOwnersPolicy } from './inline-policy.ts';
import { changeRole, loadRole, ownRoleBoundary, roleAccess } from './load-role.ts';
import { writeTrail } from './trail.ts';

/** DeleteRolePolicy: what it allowed or denied ends with it. */
export const deleteRolePolicy = defineWrite(iam.operations.DeleteRolePolicy, {
  load: loadRole,
  access: roleAccess('DeleteRolePolicy', ownRoleBoundary),
  async handle(scope, writer, { PolicyName }, loaded) {
    const role = await changeRole(scope, writer, loaded);
    await deleteOwnersPolicy(writer, 'role', role, PolicyName);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteRolePolicy),
});
