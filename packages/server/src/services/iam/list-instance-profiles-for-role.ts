import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { listInstanceProfilesOf } from '../../identities/instance-profile-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { listedInstanceProfiles } from './instance-profile-views.ts';
import { existingRole, loadRole, roleAccess } from './load-role.ts';
import { pageOf, wantedPage } from './paging.ts';

/** ListInstanceProfilesForRole: the instance profiles that a role is in, by name. */
export const listInstanceProfilesForRole = defineRead(iam.operations.ListInstanceProfilesForRole, {
  load: loadRole,
  access: roleAccess('ListInstanceProfilesForRole'),
  async handle(scope, input, loaded) {
    const role = existingRole(loaded);
    const page = wantedPage(scope, input, role.id);
    const found = await listInstanceProfilesOf(scope.reader, role.id, page);
    const { entries, ...rest } = pageOf(scope, page, found, ({ name }) => nameKey(name));
    return { InstanceProfiles: await listedInstanceProfiles(scope, entries), ...rest };
  },
});
