import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { listUsers as listUserRows } from '../../identities/user-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { listAccess } from './entity-access.ts';
import { pageOf, wantedPage } from './paging.ts';
import { listedUser } from './views.ts';

/** ListUsers: the users below a path, by name, without tags and boundaries. */
export const listUsers = defineRead(iam.operations.ListUsers, {
  load: async () => undefined,
  access: (scope, { PathPrefix }) => [listAccess(scope, 'ListUsers', 'user', PathPrefix)],
  async handle(scope, input) {
    const page = { ...wantedPage(scope, input, input.PathPrefix ?? '/'), pathPrefix: input.PathPrefix };
    const found = await listUserRows(scope.reader, scope.accountId, page);
    const { entries, ...rest } = pageOf(scope, page, found, ({ name }) => nameKey(name));
    return { Users: entries.map(user => listedUser(scope, user, user.password_used_at)), ...rest };
  },
});
