import { iam } from '@coffer/wire/services';
import { updateRole } from '../../identities/role-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeRole, loadRole, ownRoleBoundary, roleAccess } from './load-role.ts';
import { freshRole, roleCore } from './role-views.ts';
import { writeTrail } from './trail.ts';

/** UpdateRoleDescription: what UpdateRole does too, and an answer that shows the role. */
export const updateRoleDescription = defineWrite(iam.operations.UpdateRoleDescription, {
  load: loadRole,
  access: roleAccess('UpdateRoleDescription', ownRoleBoundary),
  async handle(scope, writer, { Description }, loaded) {
    const role = await changeRole(scope, writer, loaded);
    await updateRole(writer, { ...role, description: Description });
    return { Role: { ...roleCore(scope, freshRole(role)), Description } };
  },
  trail: writeTrail(iam.operations.UpdateRoleDescription),
});
