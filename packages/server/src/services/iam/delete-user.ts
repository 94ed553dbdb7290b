import { iam } from '@coffer/wire/services';
import type { UserBelongings } from '../../identities/user-store.ts';
import { deleteUserRow, userBelongings } from '../../identities/user-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { deleteConflict } from './errors.ts';
import { changeUser, loadUser, userAccess } from './load-user.ts';
import { writeTrail } from './trail.ts';

/** DeleteUser: for ever. A user of the same name that is made later is another one. */
export const deleteUser = defineWrite(iam.operations.DeleteUser, {
  load: loadUser,
  access: userAccess('DeleteUser'),
  async handle(scope, writer, _input, loaded) {
    const user = await changeUser(scope, writer, loaded);
    assertNothingLeft(await userBelongings(writer, user.id));
    await deleteUserRow(writer, user.id);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteUser),
});

/** The sentences are AWS's; which one comes first when there are several is not known. */
function assertNothingLeft(left: UserBelongings): void {
  if (left.login_profiles > 0) throw deleteConflict('entity, must delete login profile first.');
  if (left.access_keys > 0) throw deleteConflict('entity, must delete access keys first.');
  if (left.mfa_devices > 0) throw deleteConflict('entity, must delete MFA device first.');
  if (left.inline_policies > 0) throw deleteConflict('entity, must delete policies first.');
  if (left.attachments > 0) throw deleteConflict('entity, must detach all policies first.');
  if (left.memberships > 0) throw deleteConflict('entity, must remove users from group first.');
}
