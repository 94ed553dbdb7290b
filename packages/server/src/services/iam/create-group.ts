import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { countGroups, findGroup, insertGroup } from '../../identities/group-store.ts';
import type { GroupRow } from '../../identities/rows.ts';
import { newUniqueId } from '../../identities/unique-id.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { newEntityAccess } from './entity-access.ts';
import { alreadyExists } from './errors.ts';
import { assertRoom } from './quota.ts';
import { resourceOf } from './resources.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';
import { shownGroup } from './views.ts';

/** CreateGroup: a group without users and permissions. */
export const createGroup = defineWrite(iam.operations.CreateGroup, {
  load: async () => undefined,
  access: (scope, { Path, GroupName }) => [
    newEntityAccess(scope, 'CreateGroup', 'group', { path: Path, name: GroupName }),
  ],
  async prepare(scope, input): Promise<GroupRow> {
    return {
      id: newUniqueId('group', scope.random),
      account_id: scope.accountId,
      name: input.GroupName,
      path: input.Path ?? '/',
      created_at: wholeSecond(scope.now),
    };
  },
  async handle(scope, writer, _input, _loaded, group) {
    await beginIdentityChange(writer, scope.accountId);
    if ((await findGroup(writer, scope.accountId, group.name)) !== undefined) throw alreadyExists('Group', group.name);
    await assertRoom(scope, 'groups', () => countGroups(writer, scope.accountId));
    await insertGroup(writer, group);
    return { Group: shownGroup(scope, group) };
  },
  trail: writeTrail(iam.operations.CreateGroup, (_loaded, output) => resourceOf('Group', output?.Group.Arn)),
});
