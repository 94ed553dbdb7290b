/** That a user has a password, as IAM answers it. */
import type { LoginProfileRow } from '../../identities/login-profile-store.ts';
import type { UserRow } from '../../identities/rows.ts';

export function shownLoginProfile(user: UserRow, profile: Pick<LoginProfileRow, 'created_at' | 'must_reset'>) {
  return { UserName: user.name, CreateDate: profile.created_at, PasswordResetRequired: profile.must_reset === 1 };
}
