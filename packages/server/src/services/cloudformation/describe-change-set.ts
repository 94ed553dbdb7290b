import { cloudformation } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { changeSetNotFound, invalid, stackNotFound } from './errors.ts';
import type { LoadedChangeSet } from './load-stack.ts';
import { changeSetArn, loadChangeSet, stackArn, stackRequest } from './load-stack.ts';
import type { ChangeSetRow, StackRow } from '../../stacks/rows.ts';
import { templateIn } from '../../stacks/rows.ts';
import { capabilitiesOf, showChanges, showParameters, showTags } from './show.ts';
import { stackTrail } from './trail.ts';

/** DescribeChangeSet: what a change set would make. */
export const describeChangeSet = defineRead(cloudformation.operations.DescribeChangeSet, {
  load: loadChangeSet,
  access: (scope, _input, loaded) => [
    stackRequest(scope, 'DescribeChangeSet', loaded, () => [['cloudformation:ChangeSetName', loaded.name]]),
  ],
  handle(scope, input, loaded) {
    const { row, changeSet } = existingChangeSet(loaded);
    const template = templateIn(changeSet);
    return Promise.resolve({
      ChangeSetName: changeSet.name,
      ChangeSetId: changeSetArn(scope, changeSet),
      StackId: stackArn(scope, row),
      StackName: row.name,
      Description: template.changeSetDescription,
      Parameters: showParameters(template),
      CreationTime: changeSet.created_at,
      ExecutionStatus: changeSet.execution_status,
      Status: 'CREATE_COMPLETE' as const,
      NotificationARNs: template.notificationArns,
      RollbackConfiguration: {},
      Capabilities: capabilitiesOf(template),
      Tags: showTags(template),
      Changes: showChanges(template, input.IncludePropertyValues === true),
      IncludeNestedStacks: false,
    });
  },
  trail: stackTrail,
});

/**
 * The change set that a request means.
 *
 * @throws AwsError ValidationError, ChangeSetNotFound
 */
export function existingChangeSet({ name = '', asked, row, changeSet }: LoadedChangeSet): {
  readonly row: StackRow;
  readonly changeSet: ChangeSetRow;
} {
  if (!name.startsWith('arn:')) {
    if (asked === undefined) throw invalid('StackName must be specified if ChangeSetName is not specified as an ARN.');
    if (row === undefined) throw stackNotFound(asked);
  }
  if (row === undefined || changeSet === undefined) throw changeSetNotFound(name);
  return { row, changeSet };
}
