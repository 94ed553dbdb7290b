import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { listInstanceProfiles as listRows } from '../../identities/instance-profile-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { listAccess } from './entity-access.ts';
import { listedInstanceProfiles } from './instance-profile-views.ts';
import { pageOf, wantedPage } from './paging.ts';

/** ListInstanceProfiles: the instance profiles below a path, by name, without tags. */
export const listInstanceProfiles = defineRead(iam.operations.ListInstanceProfiles, {
  load: async () => undefined,
  access: (scope, { PathPrefix }) => [listAccess(scope, 'ListInstanceProfiles', 'instance-profile', PathPrefix)],
  async handle(scope, input) {
    const page = { ...wantedPage(scope, input, input.PathPrefix ?? '/'), pathPrefix: input.PathPrefix };
    const found = await listRows(scope.reader, scope.accountId, page);
    const { entries, ...rest } = pageOf(scope, page, found, ({ name }) => nameKey(name));
    return { InstanceProfiles: await listedInstanceProfiles(scope, entries), ...rest };
  },
});
