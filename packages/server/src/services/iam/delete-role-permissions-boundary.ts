import { iam } from '@coffer/wire/services';
import { updateRole } from '../../identities/role-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { noSuchEntity } from './errors.ts';
import { changeRole, loadRole, ownRoleBoundary, roleAccess } from './load-role.ts';
import { writeTrail } from './trail.ts';

/** DeleteRolePermissionsBoundary: the role may do again whatever its policies allow. */
export const deleteRolePermissionsBoundary = defineWrite(iam.operations.DeleteRolePermissionsBoundary, {
  load: loadRole,
  access: roleAccess('DeleteRolePermissionsBoundary', ownRoleBoundary),
  async handle(scope, writer, _input, loaded) {
    const role = await changeRole(scope, writer, loaded);
    if (role.boundary_policy_id === null) throw noSuchEntity(`Role ${role.name} does not have a permissions boundary.`);
    await updateRole(writer, { ...role, boundary_policy_id: null });
    return {};
  },
  trail: writeTrail(iam.operations.DeleteRolePermissionsBoundary),
});
