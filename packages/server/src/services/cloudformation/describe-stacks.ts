import { cloudformation } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { changeSetOf, existing, loadStack, stackRequest } from './load-stack.ts';
import { PAGE, pageOf, positionOf } from './paging.ts';
import { showStack } from './show.ts';
import type { StackPosition } from '../../stacks/store.ts';
import { listStackRows } from '../../stacks/store.ts';
import { stackTrail } from './trail.ts';

/** DescribeStacks: one stack, a deleted one by its ARN too; or all that are not deleted, the newest first. */
export const describeStacks = defineRead(cloudformation.operations.DescribeStacks, {
  load: loadStack,
  access: (scope, _input, loaded) => [stackRequest(scope, 'DescribeStacks', loaded)],
  async handle(scope, input, loaded) {
    if (input.StackName !== undefined) return { Stacks: [showStack(scope, existing(loaded), loaded.changeSet)] };
    const after = positionOf<StackPosition>(scope, 'stacks', input.NextToken);
    const wanted = { after, limit: PAGE + 1, statuses: [], isDeletedShown: false };
    const found = await listStackRows(scope.reader, scope, wanted);
    const { entries, ...next } = pageOf(scope, 'stacks', found, ({ created_at: at, id }) => ({ at, id }));
    const Stacks = [];
    for (const row of entries) Stacks.push(showStack(scope, row, await changeSetOf(scope, row)));
    return { Stacks, ...next };
  },
  trail: stackTrail,
});
