import { iam } from '@coffer/wire/services';
import { deleteAlias } from '../../identities/account-store.ts';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';
import { noSuchEntity } from './errors.ts';
import { writeTrail } from './trail.ts';

/** DeleteAccountAlias: the account is known by its id alone. */
export const deleteAccountAlias = defineWrite(iam.operations.DeleteAccountAlias, {
  load: async () => undefined,
  access: accountAccess('DeleteAccountAlias'),
  async handle(scope, writer, { AccountAlias }) {
    await beginIdentityChange(writer, scope.accountId);
    if (!(await deleteAlias(writer, scope.accountId, AccountAlias))) {
      throw noSuchEntity(`The account alias ${AccountAlias} cannot be found.`);
    }
    return {};
  },
  trail: writeTrail(iam.operations.DeleteAccountAlias),
});
