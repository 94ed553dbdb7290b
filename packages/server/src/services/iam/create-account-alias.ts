import { iam } from '@coffer/wire/services';
import { replaceAlias } from '../../identities/account-store.ts';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';
import { entityAlreadyExists } from './errors.ts';
import { writeTrail } from './trail.ts';

/** CreateAccountAlias: an account has one at most; a new one takes the place of the old. */
export const createAccountAlias = defineWrite(iam.operations.CreateAccountAlias, {
  load: async () => undefined,
  access: accountAccess('CreateAccountAlias'),
  async handle(scope, writer, { AccountAlias }) {
    await beginIdentityChange(writer, scope.accountId);
    if (!(await replaceAlias(writer, scope.accountId, AccountAlias))) {
      throw entityAlreadyExists(`The account alias ${AccountAlias} already exists.`);
    }
    return {};
  },
  trail: writeTrail(iam.operations.CreateAccountAlias),
});
