import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { listOwnersPolicies } from './inline-policy.ts';
import { existingUser, loadUser, userAccess } from './load-user.ts';

/** ListUserPolicies: the names of the user's inline policies. */
export const listUserPolicies = defineRead(iam.operations.ListUserPolicies, {
  load: loadUser,
  access: userAccess('ListUserPolicies'),
  handle: async (scope, input, loaded) => listOwnersPolicies(scope, existingUser(loaded), input),
});
