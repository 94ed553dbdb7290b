import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { listOwnersPolicies } from './inline-policy.ts';
import { existingRole, loadRole, roleAccess } from './load-role.ts';

/** ListRolePolicies: the names of the role's inline policies. */
export const listRolePolicies = defineRead(iam.operations.ListRolePolicies, {
  load: loadRole,
  access: roleAccess('ListRolePolicies'),
  handle: async (scope, input, loaded) => listOwnersPolicies(scope, existingRole(loaded), input),
});
