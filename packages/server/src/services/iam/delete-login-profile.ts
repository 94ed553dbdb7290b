import { iam } from '@coffer/wire/services';
import { deleteLoginProfileRow } from '../../identities/login-profile-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import {
  changeLoginProfile,
  existingLoginProfile,
  loadLoginProfileOrCaller,
  loginProfileAccess,
} from './load-login-profile.ts';
import { writeTrail } from './trail.ts';

/** DeleteLoginProfile: the user cannot sign in with a password any more; its access keys still work. */
export const deleteLoginProfile = defineWrite(iam.operations.DeleteLoginProfile, {
  load: loadLoginProfileOrCaller,
  access: loginProfileAccess('DeleteLoginProfile'),
  async handle(scope, writer, _input, loaded) {
    existingLoginProfile(loaded);
    const user = await changeLoginProfile(scope, writer, loaded);
    await deleteLoginProfileRow(writer, user.id);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteLoginProfile),
});
