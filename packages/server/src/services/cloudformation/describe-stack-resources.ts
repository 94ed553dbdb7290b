import { cloudformation } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { invalid } from './errors.ts';
import type { LoadedStack } from './load-stack.ts';
import { changeSetOf, existing, loadStack, stackRequest } from './load-stack.ts';
import { showResource } from './show.ts';
import { findStackOfResource, listResources } from '../../stacks/store.ts';
import { stackTrail } from './trail.ts';

/** Longest physical id that is looked at. */
const MAX_ID = 2_048;

/** DescribeStackResources: what a stack has made; a physical id alone finds the stack that made it, with all its things. */
export const describeStackResources = defineRead(cloudformation.operations.DescribeStackResources, {
  async load(scope, input): Promise<LoadedStack> {
    const { StackName, PhysicalResourceId: id } = input;
    if (StackName !== undefined || id === undefined || id.length > MAX_ID || id.includes('\0')) {
      return loadStack(scope, { StackName });
    }
    const row = await findStackOfResource(scope.reader, scope, id);
    return { asked: undefined, row, changeSet: await changeSetOf(scope, row) };
  },
  access: (scope, _input, loaded) => [
    // Of a physical id nobody learns the stack's name who may not describe it.
    { ...stackRequest(scope, 'DescribeStackResources', loaded), shownAs: stackShown(loaded) },
  ],
  async handle(scope, input, loaded) {
    const { StackName, PhysicalResourceId: id, LogicalResourceId: logicalId } = input;
    if ((StackName === undefined) === (id === undefined)) {
      // As AWS's users report it.
      throw invalid('One of StackName or PhysicalResourceId must be specified, and not both.');
    }
    if (loaded.row === undefined && id !== undefined) throw invalid(`Stack for ${id} does not exist`);
    const row = existing(loaded);
    const resources = await listResources(scope.reader, row.id);
    const wanted = resources.filter(resource => logicalId === undefined || resource.logical_id === logicalId);
    if (logicalId !== undefined && wanted.length === 0) {
      throw invalid(`Resource ${logicalId} does not exist for stack ${row.name}`);
    }
    return { StackResources: wanted.map(resource => showResource(scope, row, resource)) };
  },
  trail: stackTrail,
});

function stackShown({ asked }: LoadedStack): string {
  return asked ?? '*';
}
