import { ssm } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, loadParameter } from './load-parameter.ts';
import { tagsIn } from './rows.ts';
import { taggedParameter } from './tags.ts';
import { parameterTrail } from './trail.ts';

/** ListTagsForResource, for parameters. */
export const listTagsForResource = defineRead(ssm.operations.ListTagsForResource, {
  load: (scope, { ResourceId }) => loadParameter(scope, ResourceId),
  access: accessTo('ListTagsForResource'),
  handle: async (_scope, { ResourceType }, loaded) => ({ TagList: tagsIn(taggedParameter(ResourceType, loaded)) }),
  trail: parameterTrail,
});
