import { lambda } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeFunction } from './change-function.ts';
import { functionRequest } from './load-function.ts';
import { loadTagged, taggedFunction } from './load-tagged.ts';
import { tagsIn } from './rows.ts';
import { withoutTags } from './tags.ts';
import { functionTrail } from './trail.ts';

/** UntagResource: removes tags from a function; those that it does not have do not matter. */
export const untagResource = defineWrite(lambda.operations.UntagResource, {
  load: loadTagged,
  access: (_scope, { TagKeys }, loaded) => [
    functionRequest('UntagResource', loaded, () => (TagKeys === undefined ? [] : [['aws:TagKeys', TagKeys]])),
  ],
  prepare: (scope, _input, loaded) => Promise.resolve(taggedFunction(scope, loaded)),
  async handle(_scope, writer, { TagKeys }, _loaded, { row }) {
    await changeFunction(writer, row, { tags: withoutTags(tagsIn(row), TagKeys) });
    return {};
  },
  trail: functionTrail,
});
