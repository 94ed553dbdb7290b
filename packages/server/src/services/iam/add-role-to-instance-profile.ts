import { iam } from '@coffer/wire/services';
import { setInstanceProfileRole } from '../../identities/instance-profile-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { quotaExceeded } from './errors.ts';
import { instanceProfileAccess } from './load-instance-profile.ts';
import { changeProfileRole, loadProfileRole } from './load-profile-role.ts';
import { roleAccess } from './load-role.ts';
import { writeTrail } from './trail.ts';

const mayAdd = instanceProfileAccess('AddRoleToInstanceProfile');
const mayPass = roleAccess('PassRole', () => [['iam:PassedToService', 'ec2.amazonaws.com']]);

/** Source: API reference, AddRoleToInstanceProfile: one role. */
const ROLES_PER_PROFILE = 1;

/** AddRoleToInstanceProfile: the caller must be allowed to pass the role. */
export const addRoleToInstanceProfile = defineWrite(iam.operations.AddRoleToInstanceProfile, {
  load: loadProfileRole,
  access: (scope, input, { profile, role }) => [...mayAdd(scope, input, profile), ...mayPass(scope, input, role)],
  async handle(scope, writer, _input, loaded) {
    const { profile, role } = await changeProfileRole(scope, writer, loaded);
    if (profile.role_id !== null) throw quotaExceeded('InstanceSessionsPerInstanceProfile', ROLES_PER_PROFILE);
    await setInstanceProfileRole(writer, profile.id, role.id);
    return {};
  },
  trail: writeTrail(iam.operations.AddRoleToInstanceProfile),
});
