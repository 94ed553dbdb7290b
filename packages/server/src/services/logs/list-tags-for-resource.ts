import { logs } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { existing, loadGroup, tagRequest } from './load-group.ts';
import { tagsIn } from './rows.ts';
import { groupTrail } from './trail.ts';

/** ListTagsForResource: the tags of a log group. */
export const listTagsForResource = defineRead(logs.operations.ListTagsForResource, {
  load: loadGroup,
  access: (scope, _input, loaded) => [tagRequest(scope, 'ListTagsForResource', loaded)],
  handle: async (_scope, input, loaded) => ({ tags: Object.fromEntries(tagsIn(existing(input, loaded))) }),
  trail: groupTrail,
});
