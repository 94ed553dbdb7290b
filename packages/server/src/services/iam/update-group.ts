import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { findGroup, updateGroup as storeGroup } from '../../identities/group-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { newEntityAccess } from './entity-access.ts';
import { alreadyExists } from './errors.ts';
import { changeGroup, groupAccess, loadGroup } from './load-group.ts';
import { writeTrail } from './trail.ts';

const mayUpdate = groupAccess('UpdateGroup');

/** UpdateGroup: another name or path, and so another ARN; the unique id stays. Both ARNs must be allowed. */
export const updateGroup = defineWrite(iam.operations.UpdateGroup, {
  load: loadGroup,
  access: (scope, input, loaded) => [
    ...mayUpdate(scope, {}, loaded),
    newEntityAccess(scope, 'UpdateGroup', 'group', {
      path: input.NewPath ?? loaded.group?.path,
      name: input.NewGroupName ?? loaded.group?.name ?? input.GroupName,
    }),
  ],
  async handle(scope, writer, { NewPath, NewGroupName }, loaded) {
    const group = await changeGroup(scope, writer, loaded);
    const name = NewGroupName ?? group.name;
    const taken = nameKey(name) === nameKey(group.name) ? undefined : await findGroup(writer, scope.accountId, name);
    if (taken !== undefined) throw alreadyExists('Group', name);
    await storeGroup(writer, { ...group, name, path: NewPath ?? group.path });
    return {};
  },
  trail: writeTrail(iam.operations.UpdateGroup),
});
