import { cloudformation } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { changeSetOf } from './load-stack.ts';
import { PAGE, pageOf, positionOf } from './paging.ts';
import { showSummary } from './show.ts';
import type { StackPosition } from '../../stacks/store.ts';
import { listStackRows } from '../../stacks/store.ts';

/** ListStacks: stacks of these statuses, deleted ones too; the newest first. */
export const listStacks = defineRead(cloudformation.operations.ListStacks, {
  load: () => Promise.resolve(undefined),
  access: scope => [{ action: 'cloudformation:ListStacks', resource: '*', resourceAccountId: scope.accountId }],
  async handle(scope, input) {
    const statuses = input.StackStatusFilter ?? [];
    const purpose = JSON.stringify(statuses);
    const after = positionOf<StackPosition>(scope, purpose, input.NextToken);
    const wanted = { after, limit: PAGE + 1, statuses, isDeletedShown: true };
    const found = await listStackRows(scope.reader, scope, wanted);
    const { entries, ...next } = pageOf(scope, purpose, found, ({ created_at: at, id }) => ({ at, id }));
    const StackSummaries = [];
    for (const row of entries) StackSummaries.push(showSummary(scope, row, await changeSetOf(scope, row)));
    return { StackSummaries, ...next };
  },
});
