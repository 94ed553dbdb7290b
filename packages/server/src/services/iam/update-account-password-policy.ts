import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { putPasswordPolicy } from '../../identities/password-policy-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';
import { writeTrail } from './trail.ts';

/** Source: API reference, UpdateAccountPasswordPolicy; recorded. */
const DEFAULT_MINIMUM_LENGTH = 6;

/** UpdateAccountPasswordPolicy: all rules at once; what the request leaves out gets its default, not what it was. */
export const updateAccountPasswordPolicy = defineWrite(iam.operations.UpdateAccountPasswordPolicy, {
  load: async () => undefined,
  access: accountAccess('UpdateAccountPasswordPolicy'),
  async handle(scope, writer, input) {
    await beginIdentityChange(writer, scope.accountId);
    await putPasswordPolicy(writer, scope.accountId, {
      minimum_length: input.MinimumPasswordLength ?? DEFAULT_MINIMUM_LENGTH,
      require_symbols: flag(input.RequireSymbols),
      require_numbers: flag(input.RequireNumbers),
      require_uppercase: flag(input.RequireUppercaseCharacters),
      require_lowercase: flag(input.RequireLowercaseCharacters),
      allow_users_to_change: flag(input.AllowUsersToChangePassword),
      max_age_days: input.MaxPasswordAge ?? null,
      reuse_prevention: input.PasswordReusePrevention ?? null,
      hard_expiry: input.HardExpiry === undefined ? null : flag(input.HardExpiry),
    });
    return {};
  },
  trail: writeTrail(iam.operations.UpdateAccountPasswordPolicy),
});

function flag(value: boolean | undefined): 0 | 1 {
  return value === true ? 1 : 0;
}
