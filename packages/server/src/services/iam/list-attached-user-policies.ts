import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { listAttachedTo } from './attachment.ts';
import { existingUser, loadUser, userAccess } from './load-user.ts';

/** ListAttachedUserPolicies: the managed policies of a user, below a path. */
export const listAttachedUserPolicies = defineRead(iam.operations.ListAttachedUserPolicies, {
  load: loadUser,
  access: userAccess('ListAttachedUserPolicies'),
  handle: async (scope, input, loaded) => listAttachedTo(scope, existingUser(loaded), input),
});
