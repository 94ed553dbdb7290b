import { iam } from '@coffer/wire/services';
import type { RoleBelongings } from '../../identities/role-store.ts';
import { deleteRoleRow, roleBelongings } from '../../identities/role-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { deleteConflict } from './errors.ts';
import { changeRole, loadRole, ownRoleBoundary, roleAccess } from './load-role.ts';
import { writeTrail } from './trail.ts';

/** DeleteRole: for ever. A role of the same name that is made later is another one. */
export const deleteRole = defineWrite(iam.operations.DeleteRole, {
  load: loadRole,
  access: roleAccess('DeleteRole', ownRoleBoundary),
  async handle(scope, writer, _input, loaded) {
    const role = await changeRole(scope, writer, loaded);
    assertNothingLeft(await roleBelongings(writer, role.id));
    await deleteRoleRow(writer, role.id);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteRole),
});

/** The sentences are recorded; which one comes first when there are several is not known. */
function assertNothingLeft(left: RoleBelongings): void {
  if (left.instance_profiles > 0) throw deleteConflict('entity, must remove roles from instance profile first.');
  if (left.inline_policies > 0) throw deleteConflict('entity, must delete policies first.');
  if (left.attachments > 0) throw deleteConflict('entity, must detach all policies first.');
}
