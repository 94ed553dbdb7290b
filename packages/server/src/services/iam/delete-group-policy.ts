import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { deleteOwnersPolicy } from './inline-policy.ts';
import { changeGroup, groupAccess, loadGroup } from './load-group.ts';
import { writeTrail } from './trail.ts';

/** DeleteGroupPolicy: what it allowed or denied ends with it. */
export const deleteGroupPolicy = defineWrite(iam.operations.DeleteGroupPolicy, {
  load: loadGroup,
  access: groupAccess('DeleteGroupPolicy'),
  async handle(scope, writer, { PolicyName }, loaded) {
    const group = await changeGroup(scope, writer, loaded);
    await deleteOwnersPolicy(writer, 'group', group, PolicyName);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteGroupPolicy),
});
