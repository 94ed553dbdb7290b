import { logs } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeGroup } from './change-group.ts';
import { accessToGroup, existing, loadGroup } from './load-group.ts';
import { groupTrail } from './trail.ts';

/** DeleteRetentionPolicy: events stay for ever. */
export const deleteRetentionPolicy = defineWrite(logs.operations.DeleteRetentionPolicy, {
  load: loadGroup,
  access: accessToGroup('DeleteRetentionPolicy'),
  prepare: async (_scope, input, loaded) => existing(input, loaded),
  handle: (_scope, writer, _input, _loaded, group) => changeGroup(writer, group, { retention_days: null }),
  trail: groupTrail,
});
