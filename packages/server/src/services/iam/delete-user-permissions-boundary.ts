import { iam } from '@coffer/wire/services';
import { updateUser } from '../../identities/user-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { noSuchEntity } from './errors.ts';
import { changeUser, loadUser, ownBoundary, userAccess } from './load-user.ts';
import { writeTrail } from './trail.ts';

/** DeleteUserPermissionsBoundary: the user may do again whatever its policies allow. */
export const deleteUserPermissionsBoundary = defineWrite(iam.operations.DeleteUserPermissionsBoundary, {
  load: loadUser,
  access: userAccess('DeleteUserPermissionsBoundary', ownBoundary),
  async handle(scope, writer, _input, loaded) {
    const user = await changeUser(scope, writer, loaded);
    if (user.boundary_policy_id === null) throw noSuchEntity(`User ${user.name} does not have a permissions boundary.`);
    await updateUser(writer, { ...user, boundary_policy_id: null });
    return {};
  },
  trail: writeTrail(iam.operations.DeleteUserPermissionsBoundary),
});
