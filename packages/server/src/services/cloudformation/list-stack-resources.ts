import { cloudformation } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, existing, loadStack } from './load-stack.ts';
import { positionOf } from './paging.ts';
import { resourceFacts } from './show.ts';
import type { ResourceRow } from '../../stacks/rows.ts';
import { listResources } from '../../stacks/store.ts';
import { stackTrail } from './trail.ts';

/** ListStackResources: what a stack has made, deleted things too. One page holds all: a stack here makes few things. */
export const listStackResources = defineRead(cloudformation.operations.ListStackResources, {
  load: loadStack,
  access: accessTo('ListStackResources'),
  async handle(scope, input, loaded) {
    const row = existing(loaded);
    positionOf(scope, row.id, input.NextToken);
    const resources = await listResources(scope.reader, row.id);
    return { StackResourceSummaries: resources.map(summaryOf) };
  },
  trail: stackTrail,
});

function summaryOf(resource: ResourceRow) {
  return {
    ...resourceFacts(resource),
    LastUpdatedTimestamp: resource.changed_at,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' as const },
  };
}
