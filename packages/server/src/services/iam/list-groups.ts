import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { listGroups as listGroupRows } from '../../identities/group-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { listAccess } from './entity-access.ts';
import { pageOf, wantedPage } from './paging.ts';
import { shownGroup } from './views.ts';

/** ListGroups: the groups below a path, by name. */
export const listGroups = defineRead(iam.operations.ListGroups, {
  load: async () => undefined,
  access: (scope, { PathPrefix }) => [listAccess(scope, 'ListGroups', 'group', PathPrefix)],
  async handle(scope, input) {
    const page = { ...wantedPage(scope, input, input.PathPrefix ?? '/'), pathPrefix: input.PathPrefix };
    const found = await listGroupRows(scope.reader, scope.accountId, page);
    const { entries, ...rest } = pageOf(scope, page, found, ({ name }) => nameKey(name));
    return { Groups: entries.map(group => shownGroup(scope, group)), ...rest };
  },
});
