import { throttling } from '@coffer/wire';
import type { AwsError, Redacted } from '@coffer/wire';
import { iam } from '@coffer/wire/services';
import { rememberPassword, updateLoginProfile } from '../../identities/login-profile-store.ts';
import { isPassword } from '../../identities/password-hash.ts';
import { findPasswordPolicy } from '../../identities/password-policy-store.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { AccessRequest, ResourcePolicy, Scope } from '../../pipeline/operation.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import type { FailureLimiter } from '../../quotas/failure-limiter.ts';
import { iamError } from './errors.ts';
import { changeLoginProfile, existingLoginProfile, loadLoginProfile } from './load-login-profile.ts';
import { userAccess } from './load-user.ts';
import { newPassword, REMEMBERED_PASSWORDS } from './new-password.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

const mayChange = userAccess('ChangePassword');

/** What checking passwords takes. */
export interface PasswordParts {
  readonly keyring: Keyring;
  readonly failures: FailureLimiter;
  /** For the operator's security log. */
  readonly onFailure: (error: AwsError, accessKeyId: string, address: string) => void;
}

/** ChangePassword: a user's own, by showing the one that it has. */
export function makeChangePassword(parts: PasswordParts) {
  const { keyring } = parts;
  return defineWrite(iam.operations.ChangePassword, {
    async load(scope) {
      const { caller } = scope;
      const loaded = await loadLoginProfile(scope, caller.type === 'IAMUser' ? { UserName: caller.userName } : {});
      const policy = await findPasswordPolicy(scope.reader, scope.accountId);
      return { ...loaded, isForAll: policy?.allow_users_to_change === 1 };
    },
    access: (scope, input, { user, isForAll }) =>
      mayChange(scope, input, user).map(request => (isForAll ? withPolicy(request, allowSelf(scope)) : request)),
    async prepare(scope, { OldPassword, NewPassword }, loaded) {
      if (scope.caller.type !== 'IAMUser') {
        throw iamError('InvalidUserType', 400, 'Only IAM Users can change their own password');
      }
      const { user, profile } = existingLoginProfile(loaded);
      await provePassword(parts, scope, { userId: user.id, password: OldPassword, hash: profile.password });
      return newPassword(scope, keyring, { userId: user.id, password: NewPassword });
    },
    async handle(scope, writer, _input, loaded, password) {
      const { profile } = existingLoginProfile(loaded);
      const user = await changeLoginProfile(scope, writer, loaded);
      const changed_at = wholeSecond(scope.now);
      await updateLoginProfile(writer, { ...profile, password, changed_at, must_reset: 0 });
      await rememberPassword(writer, { userId: user.id, password }, REMEMBERED_PASSWORDS);
      return {};
    },
    trail: writeTrail(iam.operations.ChangePassword),
  });
}

/** Guessing is slowed down: whoever has a user's access key must not find the password with it. */
async function provePassword(
  { keyring, failures, onFailure }: PasswordParts,
  { caller, client }: Pick<Scope, 'caller' | 'client'>,
  given: { readonly userId: string; readonly password: Redacted<string>; readonly hash: Uint8Array },
): Promise<void> {
  const { userId, hash } = given;
  const address = client?.sourceIp ?? '';
  if (failures.isBlocked('password', userId, address)) throw throttling();
  // Counted before, so that many at the same time are no more guesses.
  failures.failed('password', userId, address);
  if (!(await isPassword(keyring, given, hash))) {
    const error = iamError('AccessDenied', 403, 'The old password was incorrect.');
    onFailure(error, caller.accessKeyId, address);
    throw error;
  }
  failures.succeeded('password', userId, address);
}

function withPolicy(request: AccessRequest, policy: ResourcePolicy | undefined): AccessRequest {
  return { ...request, policy };
}

/**
 * What `AllowUsersToChangePassword` of the account's password policy means: each user may change its own password, unless
 * a policy denies it. Source: IAM User Guide, "Permitting IAM users to change their own passwords".
 */
function allowSelf({ caller }: Scope): ResourcePolicy | undefined {
  if (caller.type !== 'IAMUser') return undefined;
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: caller.arn },
    Action: 'iam:ChangePassword',
    Resource: caller.arn,
  };
  return { kind: 'resource', document: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) };
}
