import { iam } from '@coffer/wire/services';
import { rememberPassword, updateLoginProfile } from '../../identities/login-profile-store.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import {
  changeLoginProfile,
  existingLoginProfile,
  loadLoginProfile,
  loginProfileAccess,
} from './load-login-profile.ts';
import { newPassword, REMEMBERED_PASSWORDS } from './new-password.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** UpdateLoginProfile: another password, or whether the user must choose one; what is left out stays. */
export function makeUpdateLoginProfile(keyring: Keyring) {
  return defineWrite(iam.operations.UpdateLoginProfile, {
    load: loadLoginProfile,
    access: loginProfileAccess('UpdateLoginProfile'),
    async prepare(scope, { Password: password }, loaded) {
      const { user } = existingLoginProfile(loaded);
      return password === undefined ? undefined : newPassword(scope, keyring, { userId: user.id, password });
    },
    async handle(scope, writer, { PasswordResetRequired }, loaded, password) {
      const { profile } = existingLoginProfile(loaded);
      const user = await changeLoginProfile(scope, writer, loaded);
      await updateLoginProfile(writer, {
        ...profile,
        ...(password === undefined ? {} : { password, changed_at: wholeSecond(scope.now) }),
        ...(PasswordResetRequired === undefined ? {} : { must_reset: PasswordResetRequired ? 1 : 0 }),
      });
      if (password !== undefined) await rememberPassword(writer, { userId: user.id, password }, REMEMBERED_PASSWORDS);
      return {};
    },
    trail: writeTrail(iam.operations.UpdateLoginProfile),
  });
}
