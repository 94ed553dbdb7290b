import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { detachFrom } from './attachment.ts';
import { changeGroup, existingGroup, groupAccess, loadGroup } from './load-group.ts';
import { loadPolicy } from './load-policy.ts';
import { writeTrail } from './trail.ts';

const mayDetach = groupAccess('DetachGroupPolicy');

/** DetachGroupPolicy: what it allowed or denied ends with the next request. */
export const detachGroupPolicy = defineWrite(iam.operations.DetachGroupPolicy, {
  async load(scope, input) {
    const [group, policy] = await Promise.all([loadGroup(scope, input), loadPolicy(scope, input)]);
    return { group, policy };
  },
  access: (scope, input, { group }) => mayDetach(scope, input, group),
  async handle(scope, writer, _input, loaded) {
    existingGroup(loaded.group);
    const group = await changeGroup(scope, writer, loaded.group);
    await detachFrom(scope, writer, group, loaded.policy);
    return {};
  },
  trail: writeTrail(iam.operations.DetachGroupPolicy),
});
