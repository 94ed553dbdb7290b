import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { deleteOwnersPolicy } from './inline-policy.ts';
import { changeUser, loadUser, ownBoundary, userAccess } from './load-user.ts';
import { writeTrail } from './trail.ts';

/** DeleteUserPolicy: what it allowed or denied ends with it. */
export const deleteUserPolicy = defineWrite(iam.operations.DeleteUserPolicy, {
  load: loadUser,
  access: userAccess('DeleteUserPolicy', ownBoundary),
  async handle(scope, writer, { PolicyName }, loaded) {
    const user = await changeUser(scope, writer, loaded);
    await deleteOwnersPolicy(writer, 'user', user, PolicyName);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteUserPolicy),
});
