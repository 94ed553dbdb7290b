import { iam } from '@coffer/wire/services';
import { setInstanceProfileRole } from '../../identities/instance-profile-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { noSuchEntity } from './errors.ts';
import { instanceProfileAccess } from './load-instance-profile.ts';
import { changeProfileRole, loadProfileRole } from './load-profile-role.ts';
import { writeTrail } from './trail.ts';

const mayRemove = instanceProfileAccess('RemoveRoleFromInstanceProfile');

/** RemoveRoleFromInstanceProfile: only the role that is in it. */
export const removeRoleFromInstanceProfile = defineWrite(iam.operations.RemoveRoleFromInstanceProfile, {
  load: loadProfileRole,
  access: (scope, input, { profile }) => mayRemove(scope, input, profile),
  async handle(scope, writer, _input, loaded) {
    const { profile, role } = await changeProfileRole(scope, writer, loaded);
    if (profile.role_id !== role.id) {
      throw noSuchEntity(`Role ${role.name} in Instance Profile ${profile.name} cannot be found.`);
    }
    await setInstanceProfileRole(writer, profile.id, null);
    return {};
  },
  trail: writeTrail(iam.operations.RemoveRoleFromInstanceProfile),
});
