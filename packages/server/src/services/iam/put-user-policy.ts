import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { checkDocument } from './documents.ts';
import { putOwnersPolicy } from './inline-policy.ts';
import { changeUser, existingUser, loadUser, ownBoundary, userAccess } from './load-user.ts';
import { writeTrail } from './trail.ts';

/** PutUserPolicy: in force from the next request on. */
export const putUserPolicy = defineWrite(iam.operations.PutUserPolicy, {
  load: loadUser,
  access: userAccess('PutUserPolicy', ownBoundary),
  async prepare(_scope, input, loaded) {
    existingUser(loaded);
    checkDocument(input.PolicyDocument, 'inline');
  },
  async handle(scope, writer, input, loaded) {
    const user = await changeUser(scope, writer, loaded);
    await putOwnersPolicy(writer, 'user', user, input);
    return {};
  },
  trail: writeTrail(iam.operations.PutUserPolicy),
});
