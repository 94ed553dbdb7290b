import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { deletePasswordPolicyRow } from '../../identities/password-policy-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';
import { noSuchEntity } from './errors.ts';
import { writeTrail } from './trail.ts';

/** DeleteAccountPasswordPolicy: AWS's own rules count again. */
export const deleteAccountPasswordPolicy = defineWrite(iam.operations.DeleteAccountPasswordPolicy, {
  load: async () => undefined,
  access: accountAccess('DeleteAccountPasswordPolicy'),
  async handle(scope, writer) {
    await beginIdentityChange(writer, scope.accountId);
    const wasThere = await deletePasswordPolicyRow(writer, scope.accountId);
    if (!wasThere) throw noSuchEntity('The account policy with name PasswordPolicy cannot be found.');
    return {};
  },
  trail: writeTrail(iam.operations.DeleteAccountPasswordPolicy),
});
