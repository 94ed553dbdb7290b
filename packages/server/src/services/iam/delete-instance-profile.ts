import { iam } from '@coffer/wire/services';
import { deleteInstanceProfileRow } from '../../identities/instance-profile-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { deleteConflict } from './errors.ts';
import { changeInstanceProfile, instanceProfileAccess, loadInstanceProfile } from './load-instance-profile.ts';
import { writeTrail } from './trail.ts';

/** DeleteInstanceProfile: an empty one only. */
export const deleteInstanceProfile = defineWrite(iam.operations.DeleteInstanceProfile, {
  load: loadInstanceProfile,
  access: instanceProfileAccess('DeleteInstanceProfile'),
  async handle(scope, writer, _input, loaded) {
    const profile = await changeInstanceProfile(scope, writer, loaded);
    if (profile.role_id !== null) throw deleteConflict('entity, must remove roles from instance profile first.');
    await deleteInstanceProfileRow(writer, profile.id);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteInstanceProfile),
});
