import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { listAttachedTo } from './attachment.ts';
import { existingGroup, groupAccess, loadGroup } from './load-group.ts';

/** ListAttachedGroupPolicies: the managed policies of a group, below a path. */
export const listAttachedGroupPolicies = defineRead(iam.operations.ListAttachedGroupPolicies, {
  load: loadGroup,
  access: groupAccess('ListAttachedGroupPolicies'),
  handle: async (scope, input, loaded) => listAttachedTo(scope, existingGroup(loaded), input),
});
