import { ssm } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { accessTo, loadParameter } from './load-parameter.ts';
import { tagsIn } from './rows.ts';
import { isUnchanged, updateTags } from './store.ts';
import { taggedParameter } from './tags.ts';
import { parameterTrail } from './trail.ts';

/** RemoveTagsFromResource, for parameters; keys that are not there count as removed (recorded). */
export const removeTagsFromResource = defineWrite(ssm.operations.RemoveTagsFromResource, {
  load: (scope, { ResourceId }) => loadParameter(scope, ResourceId),
  access: accessTo('RemoveTagsFromResource'),
  async handle(_scope, writer, input, loaded) {
    const parameter = taggedParameter(input.ResourceType, loaded);
    const removed = new Set(input.TagKeys);
    const tags = tagsIn(parameter).filter(({ Key }) => !removed.has(Key));
    if (!(await isUnchanged(writer, parameter))) throw new Stale();
    await updateTags(writer, parameter.id, JSON.stringify(tags));
    return {};
  },
  trail: parameterTrail,
});
