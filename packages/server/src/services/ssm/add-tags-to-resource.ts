import { ssm } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { accessTo, loadParameter } from './load-parameter.ts';
import { tagsIn } from './rows.ts';
import { isUnchanged, updateTags } from './store.ts';
import { taggedParameter, withTags } from './tags.ts';
import { parameterTrail } from './trail.ts';

/** AddTagsToResource, for parameters. */
export const addTagsToResource = defineWrite(ssm.operations.AddTagsToResource, {
  load: (scope, { ResourceId }) => loadParameter(scope, ResourceId),
  access: accessTo('AddTagsToResource'),
  async handle(_scope, writer, input, loaded) {
    const parameter = taggedParameter(input.ResourceType, loaded);
    const tags = withTags(tagsIn(parameter), input.Tags);
    if (!(await isUnchanged(writer, parameter))) throw new Stale();
    await updateTags(writer, parameter.id, JSON.stringify(tags));
    return {};
  },
  trail: parameterTrail,
});
