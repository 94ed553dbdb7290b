import { logs } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeGroup } from './change-group.ts';
import { existing, loadGroup, tagRequest } from './load-group.ts';
import { tagsIn } from './rows.ts';
import { requestTagKeys, withTags } from './tags.ts';
import { groupTrail } from './trail.ts';

/** TagResource: adds tags to a log group. */
export const tagResource = defineWrite(logs.operations.TagResource, {
  load: loadGroup,
  access: (scope, { tags }, loaded) => [tagRequest(scope, 'TagResource', loaded, () => requestTagKeys(tags))],
  prepare: async (_scope, input, loaded) => existing(input, loaded),
  handle: async (_scope, writer, { tags }, _loaded, group) =>
    changeGroup(writer, group, { tags: withTags(tagsIn(group), tags) }),
  trail: groupTrail,
});
