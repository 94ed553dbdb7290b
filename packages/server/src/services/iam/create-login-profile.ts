import { iam } from '@coffer/wire/services';
import { insertLoginProfile, rememberPassword } from '../../identities/login-profile-store.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { entityAlreadyExists, invalid } from './errors.ts';
import { changeLoginProfile, loadLoginProfileOrCaller, loginProfileAccess } from './load-login-profile.ts';
import { existingUser } from './load-user.ts';
import { shownLoginProfile } from './login-profile-views.ts';
import { mustNameUser } from './must-name-user.ts';
import { newPassword, REMEMBERED_PASSWORDS } from './new-password.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** CreateLoginProfile: the user's first password. */
export function makeCreateLoginProfile(keyring: Keyring) {
  return defineWrite(iam.operations.CreateLoginProfile, {
    load: loadLoginProfileOrCaller,
    access: loginProfileAccess('CreateLoginProfile'),
    async prepare(scope, { Password: password }, loaded) {
      mustNameUser(loaded.user);
      const user = existingUser(loaded.user);
      if (loaded.profile !== undefined)
        throw entityAlreadyExists(`Login Profile for user ${user.name} already exists.`);
      if (password === undefined) throw invalid(NO_PASSWORD);
      return newPassword(scope, keyring, { userId: user.id, password });
    },
    async handle(scope, writer, { PasswordResetRequired = false }, loaded, password) {
      const user = await changeLoginProfile(scope, writer, loaded);
      const now = wholeSecond(scope.now);
      const profile = {
        user_id: user.id,
        password,
        created_at: now,
        changed_at: now,
        must_reset: PasswordResetRequired ? 1 : 0,
        last_used_at: null,
      };
      await insertLoginProfile(writer, profile);
      await rememberPassword(writer, { userId: user.id, password }, REMEMBERED_PASSWORDS);
      return { LoginProfile: shownLoginProfile(user, profile) };
    },
    trail: writeTrail(iam.operations.CreateLoginProfile),
  });
}

/** The model lets the password out for sessions that AssumeRoot gives, which there are none of here. */
const NO_PASSWORD =
  "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null";
