import { iam } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { attachTo } from './attachment.ts';
import { changeGroup, existingGroup, groupAccess, loadGroup } from './load-group.ts';
import { attachablePolicy, loadPolicy } from './load-policy.ts';
import { writeTrail } from './trail.ts';

const mayAttach = groupAccess('AttachGroupPolicy');

/** AttachGroupPolicy: in force from the next request on. What is attached already stays so. */
export const attachGroupPolicy = defineWrite(iam.operations.AttachGroupPolicy, {
  async load(scope, input) {
    const [group, policy] = await Promise.all([loadGroup(scope, input), loadPolicy(scope, input)]);
    return { group, policy };
  },
  access: (scope, input, { group }) => mayAttach(scope, input, group),
  async handle(scope, writer, _input, loaded) {
    existingGroup(loaded.group);
    const policy = attachablePolicy(scope, loaded.policy);
    const group = await changeGroup(scope, writer, loaded.group);
    await attachTo(scope, writer, 'group', group, policy);
    return {};
  },
  trail: writeTrail(iam.operations.AttachGroupPolicy),
});
