import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { checkDocument } from './documents.ts';
import { putOwnersPolicy } from './inline-policy.ts';
import { changeGroup, existingGroup, groupAccess, loadGroup } from './load-group.ts';
import { writeTrail } from './trail.ts';

/** PutGroupPolicy: in force from the next request on. */
export const putGroupPolicy = defineWrite(iam.operations.PutGroupPolicy, {
  load: loadGroup,
  access: groupAccess('PutGroupPolicy'),
  async prepare(_scope, input, loaded) {
    existingGroup(loaded);
    checkDocument(input.PolicyDocument, 'inline');
  },
  async handle(scope, writer, input, loaded) {
    const group = await changeGroup(scope, writer, loaded);
    await putOwnersPolicy(writer, 'group', group, input);
    return {};
  },
  trail: writeTrail(iam.operations.PutGroupPolicy),
});
