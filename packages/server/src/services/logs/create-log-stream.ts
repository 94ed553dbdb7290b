import { randomUUID } from 'node:crypto';
import { logs } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { streamExists } from './errors.ts';
import { existing, loadGroup, streamRequest } from './load-group.ts';
import { insertStream, isUnchanged } from './store.ts';
import { groupTrail } from './trail.ts';

/** CreateLogStream: an empty stream. */
export const createLogStream = defineWrite(logs.operations.CreateLogStream, {
  load: loadGroup,
  access: (scope, { logStreamName }, loaded) => [streamRequest(scope, 'CreateLogStream', loaded, logStreamName)],
  prepare: async (_scope, input, loaded) => ({ group: existing(input, loaded), id: randomUUID() }),
  async handle({ now }, writer, { logStreamName: name }, _loaded, { group, id }) {
    if (!(await isUnchanged(writer, group))) throw new Stale();
    if (!(await insertStream(writer, { id, group_id: group.id, name, created_at: now }))) throw streamExists();
    return {};
  },
  trail: groupTrail,
});
