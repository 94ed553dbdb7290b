import { logs } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { loadGroup, streamRequest } from './load-group.ts';
import { existingStream } from './load-stream.ts';
import { deleteStreamRow, isUnchanged, lockStream } from './store.ts';
import { groupTrail } from './trail.ts';

/** DeleteLogStream: it is gone at once; what its events take is freed in quiet moments. */
export const deleteLogStream = defineWrite(logs.operations.DeleteLogStream, {
  load: loadGroup,
  access: (scope, { logStreamName }, loaded) => [streamRequest(scope, 'DeleteLogStream', loaded, logStreamName)],
  prepare: existingStream,
  async handle(_scope, writer, _input, _loaded, { group, stream }) {
    if (!(await isUnchanged(writer, group))) throw new Stale();
    if ((await lockStream(writer, stream.id)) === undefined) throw new Stale();
    await deleteStreamRow(writer, stream.id);
    return {};
  },
  trail: groupTrail,
});
