import { AwsError } from '@coffer/wire';
import { logs } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { accessToGroup, existing, loadGroup } from './load-group.ts';
import { deleteGroupRow, isUnchanged } from './store.ts';
import { groupTrail } from './trail.ts';

/** DeleteLogGroup: it is gone at once, with its streams; what its events take is freed in quiet moments. */
export const deleteLogGroup = defineWrite(logs.operations.DeleteLogGroup, {
  load: loadGroup,
  access: accessToGroup('DeleteLogGroup'),
  async prepare(_scope, input, loaded) {
    const group = existing(input, loaded);
    if (group.is_protected === 1) {
      throw new AwsError('ValidationException', 'The log group has deletion protection enabled.');
    }
    return group;
  },
  async handle(_scope, writer, _input, _loaded, group) {
    if (!(await isUnchanged(writer, group))) throw new Stale();
    await deleteGroupRow(writer, group.id);
    return {};
  },
  trail: groupTrail,
});
