import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { listMembers } from '../../identities/user-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingGroup, groupAccess, loadGroup } from './load-group.ts';
import { pageOf, wantedPage } from './paging.ts';
import { listedUser, shownGroup } from './views.ts';

/** GetGroup: the group, and a page of its users by name. */
export const getGroup = defineRead(iam.operations.GetGroup, {
  load: loadGroup,
  access: groupAccess('GetGroup'),
  async handle(scope, input, loaded) {
    const group = existingGroup(loaded);
    const page = wantedPage(scope, input, group.id);
    const found = await listMembers(scope.reader, group.id, page);
    const { entries, ...rest } = pageOf(scope, page, found, ({ name }) => nameKey(name));
    const Users = entries.map(user => listedUser(scope, user, user.password_used_at));
    return { Group: shownGroup(scope, group), Users, ...rest };
  },
});
