import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { listGroupsOf } from '../../identities/group-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingUser, loadUser, userAccess } from './load-user.ts';
import { pageOf, wantedPage } from './paging.ts';
import { shownGroup } from './views.ts';

/** ListGroupsForUser: the groups that a user is in, by name. */
export const listGroupsForUser = defineRead(iam.operations.ListGroupsForUser, {
  load: loadUser,
  access: userAccess('ListGroupsForUser'),
  async handle(scope, input, loaded) {
    const user = existingUser(loaded);
    const page = wantedPage(scope, input, user.id);
    const found = await listGroupsOf(scope.reader, user.id, page);
    const { entries, ...rest } = pageOf(scope, page, found, ({ name }) => nameKey(name));
    return { Groups: entries.map(group => shownGroup(scope, group)), ...rest };
  },
});
