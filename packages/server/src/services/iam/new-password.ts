import type { Redacted } from '@coffer/wire';
import { listPasswords } from '../../identities/login-profile-store.ts';
import { isPassword, sealPassword } from '../../identities/password-hash.ts';
import { findPasswordPolicy } from '../../identities/password-policy-store.ts';
import { passwordFault } from '../../identities/password-rules.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { passwordPolicyViolation } from './errors.ts';

/** How many passwords are remembered: as many as a password policy can keep from coming again. Source: the API model. */
export const REMEMBERED_PASSWORDS = 24;

/**
 * Seals a new password of a user, if the account takes it.
 *
 * @throws AwsError PasswordPolicyViolation
 */
export async function newPassword(
  scope: Pick<Scope, 'reader' | 'accountId' | 'random'>,
  keyring: Keyring,
  of: { readonly userId: string; readonly password: Redacted<string> },
): Promise<Buffer> {
  const policy = await findPasswordPolicy(scope.reader, scope.accountId);
  const fault = passwordFault(of.password.unwrap(), policy);
  if (fault !== undefined) throw passwordPolicyViolation(fault);
  const earlier = await listPasswords(scope.reader, of.userId, policy?.reuse_prevention ?? 0);
  const same = await Promise.all(earlier.map(sealed => isPassword(keyring, of, sealed)));
  if (same.includes(true)) throw passwordPolicyViolation('Password was used before and cannot be used again.');
  return sealPassword(keyring, of, scope.random);
}
