import { iam } from '@coffer/wire/services';
import { findAlias } from '../../identities/account-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';
import { pageWithin, wantedPage } from './paging.ts';

/** ListAccountAliases: one or none. */
export const listAccountAliases = defineRead(iam.operations.ListAccountAliases, {
  load: async () => undefined,
  access: accountAccess('ListAccountAliases'),
  async handle(scope, input) {
    const page = wantedPage(scope, input);
    const alias = await findAlias(scope.reader, scope.accountId);
    const { entries, ...rest } = pageWithin(scope, page, alias === undefined ? [] : [alias], each => each);
    return { AccountAliases: entries, ...rest };
  },
});
