import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { listRoles as listRoleRows } from '../../identities/role-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { listAccess } from './entity-access.ts';
import { pageOf, wantedPage } from './paging.ts';
import { listedRole, withDeparted } from './role-views.ts';

/** ListRoles: the roles below a path, by name, without tags, boundaries and last use. */
export const listRoles = defineRead(iam.operations.ListRoles, {
  load: async () => undefined,
  access: (scope, { PathPrefix }) => [listAccess(scope, 'ListRoles', 'role', PathPrefix)],
  async handle(scope, input) {
    const page = { ...wantedPage(scope, input, input.PathPrefix ?? '/'), pathPrefix: input.PathPrefix };
    const found = await listRoleRows(scope.reader, scope.accountId, page);
    const { entries, ...rest } = pageOf(scope, page, found, ({ name }) => nameKey(name));
    const shown = await withDeparted(scope.reader, entries);
    return { Roles: shown.map(each => listedRole(scope, each)), ...rest };
  },
});
