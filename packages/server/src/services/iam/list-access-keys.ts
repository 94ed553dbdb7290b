import { iam } from '@coffer/wire/services';
import { listRootKeys, listUserKeys } from '../../identities/access-key-store.ts';
import type { UserKeyRow } from '../../identities/rows.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingUser, loadUserOrCaller, userAccess } from './load-user.ts';
import { mustNameUser } from './must-name-user.ts';
import { pageWithin, wantedPage } from './paging.ts';

/** ListAccessKeys: a user's, or one's own, without their secrets. */
export const listAccessKeys = defineRead(iam.operations.ListAccessKeys, {
  load: loadUserOrCaller,
  access: userAccess('ListAccessKeys'),
  async handle(scope, input, loaded) {
    const isRootItself = loaded.name === undefined && scope.caller.type === 'Root';
    if (!isRootItself) mustNameUser(loaded);
    const user = isRootItself ? undefined : existingUser(loaded);
    const page = wantedPage(scope, input, user?.id ?? '');
    const keys =
      user === undefined
        ? await listRootKeys(scope.reader, scope.accountId)
        : await listUserKeys(scope.reader, user.id);
    const { entries, ...rest } = pageWithin(scope, page, keys, key => key.access_key_id);
    return { AccessKeyMetadata: entries.map(key => metadata(user?.name, key)), ...rest };
  },
});

function metadata(UserName: string | undefined, key: Omit<UserKeyRow, 'user_id'>) {
  return { UserName, AccessKeyId: key.access_key_id, Status: key.status, CreateDate: key.created_at };
}
