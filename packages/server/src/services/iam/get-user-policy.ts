import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { readOwnersPolicy } from './inline-policy.ts';
import { existingUser, loadUser, userAccess } from './load-user.ts';

/** GetUserPolicy: the document of an inline policy, as it was put. */
export const getUserPolicy = defineRead(iam.operations.GetUserPolicy, {
  load: loadUser,
  access: userAccess('GetUserPolicy'),
  async handle(scope, { PolicyName }, loaded) {
    const user = existingUser(loaded);
    return { UserName: user.name, ...(await readOwnersPolicy(scope, 'user', user, PolicyName)) };
  },
});
