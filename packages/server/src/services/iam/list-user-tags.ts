import { iam } from '@coffer/wire/services';
import { tagsIn } from '../../identities/rows.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingUser, loadUser, userAccess } from './load-user.ts';
import { pageWithin, wantedPage } from './paging.ts';

/** ListUserTags: in the order in which they were added. */
export const listUserTags = defineRead(iam.operations.ListUserTags, {
  load: loadUser,
  access: userAccess('ListUserTags'),
  async handle(scope, input, loaded) {
    const user = existingUser(loaded);
    const { entries, ...rest } = pageWithin(scope, wantedPage(scope, input, user.id), tagsIn(user), ({ Key }) => Key);
    return { Tags: entries, ...rest };
  },
});
