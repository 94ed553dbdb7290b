import { iam } from '@coffer/wire/services';
import type { GroupBelongings } from '../../identities/group-store.ts';
import { deleteGroupRow, groupBelongings } from '../../identities/group-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { deleteConflict } from './errors.ts';
import { changeGroup, groupAccess, loadGroup } from './load-group.ts';
import { writeTrail } from './trail.ts';

/** DeleteGroup: for ever. */
export const deleteGroup = defineWrite(iam.operations.DeleteGroup, {
  load: loadGroup,
  access: groupAccess('DeleteGroup'),
  async handle(scope, writer, _input, loaded) {
    const group = await changeGroup(scope, writer, loaded);
    assertNothingLeft(await groupBelongings(writer, group.id));
    await deleteGroupRow(writer, group.id);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteGroup),
});

/** The sentences are AWS's; which one comes first when there are several is not known. */
function assertNothingLeft(left: GroupBelongings): void {
  if (left.members > 0) throw deleteConflict('entity, must remove users from group first.');
  if (left.inline_policies > 0) throw deleteConflict('entity, must delete policies first.');
  if (left.attachments > 0) throw deleteConflict('entity, must detach all policies first.');
}
