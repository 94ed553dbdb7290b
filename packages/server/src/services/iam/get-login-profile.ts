import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { existingLoginProfile, loadLoginProfileOrCaller, loginProfileAccess } from './load-login-profile.ts';
import { shownLoginProfile } from './login-profile-views.ts';

/** GetLoginProfile: whether a user has a password, and since when. */
export const getLoginProfile = defineRead(iam.operations.GetLoginProfile, {
  load: loadLoginProfileOrCaller,
  access: loginProfileAccess('GetLoginProfile'),
  async handle(_scope, _input, loaded) {
    const { user, profile } = existingLoginProfile(loaded);
    return { LoginProfile: shownLoginProfile(user, profile) };
  },
});
