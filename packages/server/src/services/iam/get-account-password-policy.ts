import { iam } from '@coffer/wire/services';
import { findPasswordPolicy } from '../../identities/password-policy-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';
import { noSuchEntity } from './errors.ts';

/** GetAccountPasswordPolicy: the rules that the account has made; AWS's own are not shown. */
export const getAccountPasswordPolicy = defineRead(iam.operations.GetAccountPasswordPolicy, {
  load: async () => undefined,
  access: accountAccess('GetAccountPasswordPolicy'),
  async handle(scope) {
    const policy = await findPasswordPolicy(scope.reader, scope.accountId);
    if (policy === undefined) {
      throw noSuchEntity(`The Password Policy with domain name ${scope.accountId} cannot be found.`);
    }
    return {
      PasswordPolicy: {
        MinimumPasswordLength: policy.minimum_length,
        RequireSymbols: policy.require_symbols === 1,
        RequireNumbers: policy.require_numbers === 1,
        RequireUppercaseCharacters: policy.require_uppercase === 1,
        RequireLowercaseCharacters: policy.require_lowercase === 1,
        AllowUsersToChangePassword: policy.allow_users_to_change === 1,
        ExpirePasswords: policy.max_age_days !== null,
        MaxPasswordAge: policy.max_age_days ?? undefined,
        PasswordReusePrevention: policy.reuse_prevention ?? undefined,
        HardExpiry: policy.hard_expiry === null ? undefined : policy.hard_expiry === 1,
      },
    };
  },
});
