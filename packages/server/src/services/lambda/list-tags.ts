import { lambda } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo } from './load-function.ts';
import { loadTagged, taggedFunction } from './load-tagged.ts';
import { tagsIn } from './rows.ts';
import { functionTrail } from './trail.ts';

/** ListTags: the tags of a function. */
export const listTags = defineRead(lambda.operations.ListTags, {
  load: loadTagged,
  access: accessTo('ListTags'),
  handle: async (scope, _input, loaded) => ({ Tags: Object.fromEntries(tagsIn(taggedFunction(scope, loaded).row)) }),
  trail: functionTrail,
});
