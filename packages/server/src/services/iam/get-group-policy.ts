import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { readOwnersPolicy } from './inline-policy.ts';
import { existingGroup, groupAccess, loadGroup } from './load-group.ts';

/** GetGroupPolicy: the document of an inline policy, as it was put. */
export const getGroupPolicy = defineRead(iam.operations.GetGroupPolicy, {
  load: loadGroup,
  access: groupAccess('GetGroupPolicy'),
  async handle(scope, { PolicyName }, loaded) {
    const group = existingGroup(loaded);
    return { GroupName: group.name, ...(await readOwnersPolicy(scope, 'group', group, PolicyName)) };
  },
});
