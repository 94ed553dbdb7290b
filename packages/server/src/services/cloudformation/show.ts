/** How answers show stacks and what belongs to them. */
import type { OutputOf } from '@coffer/wire';
import type { cloudformation } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { changeSetArn, stackArn } from './load-stack.ts';
import type { ChangeSetRow, EventRow, ResourceRow, StackRow, Template } from '../../stacks/rows.ts';
import { optionsIn, templateIn } from '../../stacks/rows.ts';
import { propertiesShown } from './show-properties.ts';

type Operations = typeof cloudformation.operations;
type Entry<L extends readonly unknown[] | undefined> = NonNullable<L>[number];
type Stack = Entry<OutputOf<Operations['DescribeStacks']>['Stacks']>;
type Summary = Entry<OutputOf<Operations['ListStacks']>['StackSummaries']>;
type Event = Entry<OutputOf<Operations['DescribeStackEvents']>['StackEvents']>;
type Resource = Entry<OutputOf<Operations['DescribeStackResources']>['StackResources']>;

/** Nobody looks for changes that were made behind a stack's back. */
const NOT_CHECKED = { StackDriftStatus: 'NOT_CHECKED' } as const;

export function showStack(scope: Scope, row: StackRow, changeSet: ChangeSetRow | undefined): Stack {
  const template = changeSet === undefined ? undefined : templateIn(changeSet);
  return {
    ...commonOf(scope, row),
    ...(changeSet === undefined ? {} : { ChangeSetId: changeSetArn(scope, changeSet) }),
    Description: template?.description,
    Parameters: template === undefined ? undefined : showParameters(template),
    LastUpdatedTime: row.updated_at ?? undefined,
    RollbackConfiguration: {},
    DisableRollback: optionsIn(row).disableRollback === true,
    NotificationARNs: template?.notificationArns ?? [],
    Capabilities: template === undefined ? undefined : capabilitiesOf(template),
    // What was never made has no outputs.
    Outputs:
      template === undefined || row.status !== 'CREATE_COMPLETE'
        ? undefined
        : template.outputs.map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    Tags: template === undefined ? [] : showTags(template),
    EnableTerminationProtection: false,
    DriftInformation: NOT_CHECKED,
  };
}

export function showSummary(scope: Scope, row: StackRow, changeSet: ChangeSetRow | undefined): Summary {
  return {
    ...commonOf(scope, row),
    TemplateDescription: changeSet === undefined ? undefined : templateIn(changeSet).description,
    LastUpdatedTime: row.updated_at ?? undefined,
    DriftInformation: NOT_CHECKED,
  };
}

function commonOf(scope: Scope, row: StackRow) {
  return {
    StackId: stackArn(scope, row),
    StackName: row.name,
    CreationTime: row.created_at,
    DeletionTime: row.deletion_at ?? undefined,
    StackStatus: row.status,
    StackStatusReason: row.status_reason ?? undefined,
  };
}

export function showParameters({ parameters }: Template) {
  return parameters.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}

export function showTags({ tags }: Template) {
  return tags.map(([Key, Value]) => ({ Key, Value }));
}

/** Those that CloudFormation itself knows; the others are the repository's. */
export function capabilitiesOf({ capabilities }: Template) {
  return (['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const).filter(capability =>
    capabilities.includes(capability),
  );
}

export function showEvent(scope: Scope, stack: StackRow, row: EventRow): Event {
  return {
    StackId: stackArn(scope, stack),
    EventId: row.id,
    StackName: stack.name,
    LogicalResourceId: row.logical_id,
    PhysicalResourceId: row.physical_id,
    ResourceType: row.type,
    Timestamp: row.at,
    // `as`: only statuses of the contract are stored.
    ResourceStatus: row.status as Event['ResourceStatus'],
    ResourceStatusReason: row.status_reason ?? undefined,
    ClientRequestToken: row.token ?? undefined,
  };
}

export function showResource(scope: Scope, stack: StackRow, row: ResourceRow): Resource {
  return {
    StackName: stack.name,
    StackId: stackArn(scope, stack),
    ...resourceFacts(row),
    Timestamp: row.changed_at,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

export function resourceFacts(row: ResourceRow) {
  return {
    LogicalResourceId: row.logical_id,
    PhysicalResourceId: row.physical_id,
    ResourceType: row.type,
    ResourceStatus: row.status,
    ResourceStatusReason: row.status_reason ?? undefined,
  };
}

/** What a change set would make. */
export function showChanges(template: Template, arePropertiesShown: boolean) {
  return template.resources.map(({ logicalId, properties }) => ({
    Type: 'Resource' as const,
    ResourceChange: {
      Action: 'Add' as const,
      LogicalResourceId: logicalId,
      ResourceType: properties.type,
      Scope: [],
      Details: [],
      ...(arePropertiesShown ? { AfterContext: propertiesShown(properties) } : {}),
    },
  }));
}
