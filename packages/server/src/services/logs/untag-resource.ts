import { logs } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeGroup } from './change-group.ts';
import { existing, loadGroup, tagRequest } from './load-group.ts';
import { tagsIn } from './rows.ts';
import { withoutTags } from './tags.ts';
import { groupTrail } from './trail.ts';

/** UntagResource: removes tags from a log group. */
export const untagResource = defineWrite(logs.operations.UntagResource, {
  load: loadGroup,
  access: (scope, { tagKeys }, loaded) => [
    tagRequest(scope, 'UntagResource', loaded, () => [['aws:TagKeys', tagKeys]]),
  ],
  prepare: async (_scope, input, loaded) => existing(input, loaded),
  handle: (_scope, writer, { tagKeys }, _loaded, group) =>
    changeGroup(writer, group, { tags: withoutTags(tagsIn(group), tagKeys) }),
  trail: groupTrail,
});
