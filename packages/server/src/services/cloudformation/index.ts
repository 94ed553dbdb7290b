import { cloudformation } from '@coffer/wire/services';
import type { Service } from '../../pipeline/operation.ts';
import { deleteStack } from './delete-stack.ts';
import { describeChangeSet } from './describe-change-set.ts';
import { describeStackEvents } from './describe-stack-events.ts';
import { describeStackResources } from './describe-stack-resources.ts';
import { describeStacks } from './describe-stacks.ts';
import { executeChangeSet } from './execute-change-set.ts';
import { listStackResources } from './list-stack-resources.ts';
import { listStacks } from './list-stacks.ts';

/** AWS CloudFormation, as far as stacks of rotation functions need it: an operation a file. */
export const cloudformationService: Service<typeof cloudformation> = {
  contract: cloudformation,
  operations: {
    DeleteStack: deleteStack,
    DescribeChangeSet: describeChangeSet,
    DescribeStackEvents: describeStackEvents,
    DescribeStackResources: describeStackResources,
    DescribeStacks: describeStacks,
    ExecuteChangeSet: executeChangeSet,
    ListStackResources: listStackResources,
    ListStacks: listStacks,
  },
};
