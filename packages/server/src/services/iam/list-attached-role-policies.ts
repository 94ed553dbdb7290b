import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { listAttachedTo } from './attachment.ts';
import { existingRole, loadRole, roleAccess } from './load-role.ts';

/** ListAttachedRolePolicies: the managed policies of a role, below a path. */
export const listAttachedRolePolicies = defineRead(iam.operations.ListAttachedRolePolicies, {
  load: loadRole,
  access: roleAccess('ListAttachedRolePolicies'),
  handle: async (scope, input, loaded) => listAttachedTo(scope, existingRole(loaded), input),
});
