import { cloudformation } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { invalid } from './errors.ts';
import { accessTo, loadStack } from './load-stack.ts';
import { PAGE, pageOf, positionOf } from './paging.ts';
import { showEvent } from './show.ts';
import { listEvents } from '../../stacks/store.ts';
import { stackTrail } from './trail.ts';

/** DescribeStackEvents: what happened to a stack, the newest first. */
export const describeStackEvents = defineRead(cloudformation.operations.DescribeStackEvents, {
  load: loadStack,
  access: accessTo('DescribeStackEvents'),
  async handle(scope, input, { row }) {
    if (row === undefined) throw invalid(`Stack [${input.StackName}] does not exist`);
    const before = positionOf<number>(scope, row.id, input.NextToken) ?? Number.MAX_SAFE_INTEGER;
    const found = await listEvents(scope.reader, row.id, { before, limit: PAGE + 1 });
    const { entries, ...next } = pageOf(scope, row.id, found, ({ number }) => number);
    return { StackEvents: entries.map(event => showEvent(scope, row, event)), ...next };
  },
  trail: stackTrail,
});
