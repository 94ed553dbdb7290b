import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { listOwnersPolicies } from './inline-policy.ts';
import { existingGroup, groupAccess, loadGroup } from './load-group.ts';

/** ListGroupPolicies: the names of the group's inline policies. */
export const listGroupPolicies = defineRead(iam.operations.ListGroupPolicies, {
  load: loadGroup,
  access: groupAccess('ListGroupPolicies'),
  handle: async (scope, input, loaded) => listOwnersPolicies(scope, existingGroup(loaded), input),
});
