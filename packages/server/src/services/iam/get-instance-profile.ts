import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { shownInstanceProfile } from './instance-profile-views.ts';
import { existingInstanceProfile, instanceProfileAccess, loadInstanceProfile } from './load-instance-profile.ts';

/** GetInstanceProfile: an instance profile with its role. */
export const getInstanceProfile = defineRead(iam.operations.GetInstanceProfile, {
  load: loadInstanceProfile,
  access: instanceProfileAccess('GetInstanceProfile'),
  async handle(scope, _input, loaded) {
    return { InstanceProfile: await shownInstanceProfile(scope, existingInstanceProfile(loaded)) };
  },
});
