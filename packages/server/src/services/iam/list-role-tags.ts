import { iam } from '@coffer/wire/services';
import { tagsIn } from '../../identities/rows.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingRole, loadRole, roleAccess } from './load-role.ts';
import { pageWithin, wantedPage } from './paging.ts';

/** ListRoleTags: in the order in which they were added. */
export const listRoleTags = defineRead(iam.operations.ListRoleTags, {
  load: loadRole,
  access: roleAccess('ListRoleTags'),
  async handle(scope, input, loaded) {
    const role = existingRole(loaded);
    const { entries, ...rest } = pageWithin(scope, wantedPage(scope, input, role.id), tagsIn(role), ({ Key }) => Key);
    return { Tags: entries, ...rest };
  },
});
