import { lambda } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeFunction } from './change-function.ts';
import { functionRequest } from './load-function.ts';
import { loadTagged, taggedFunction } from './load-tagged.ts';
import { tagsIn } from './rows.ts';
import { requestTagKeys, withTags } from './tags.ts';
import { functionTrail } from './trail.ts';

/** TagResource: adds tags to a function. */
export const tagResource = defineWrite(lambda.operations.TagResource, {
  load: loadTagged,
  access: (_scope, input, loaded) => [functionRequest('TagResource', loaded, () => requestTagKeys(input.Tags))],
  prepare: (scope, _input, loaded) => Promise.resolve(taggedFunction(scope, loaded)),
  async handle(_scope, writer, { Tags }, _loaded, { row }) {
    await changeFunction(writer, row, { tags: withTags(tagsIn(row), Tags) });
    return {};
  },
  trail: functionTrail,
});
