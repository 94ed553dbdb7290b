/** Shapes of AWS CloudFormation. Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/ */
import { boolean, integer, list, required, string, struct, timestamp } from '../../shape.ts';
/** What may be said of a resource. */
const ResourceStatus = [
  'CREATE_IN_PROGRESS',
  'CREATE_FAILED',
  'CREATE_COMPLETE',
  'DELETE_IN_PROGRESS',
  'DELETE_FAILED',
  'DELETE_COMPLETE',
  'DELETE_SKIPPED',
  'UPDATE_IN_PROGRESS',
  'UPDATE_FAILED',
  'UPDATE_COMPLETE',
  'IMPORT_FAILED',
  'IMPORT_COMPLETE',
  'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_IN_PROGRESS',
  'IMPORT_ROLLBACK_FAILED',
  'IMPORT_ROLLBACK_COMPLETE',
  'EXPORT_FAILED',
  'EXPORT_COMPLETE',
  'EXPORT_IN_PROGRESS',
  'EXPORT_ROLLBACK_IN_PROGRESS',
  'EXPORT_ROLLBACK_FAILED',
  'EXPORT_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
] as const;
/** What may be said of a stack. */
export const StackStatus = [
  'CREATE_IN_PROGRESS',
  'CREATE_FAILED',
  'CREATE_COMPLETE',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_FAILED',
  'ROLLBACK_COMPLETE',
  'DELETE_IN_PROGRESS',
  'DELETE_FAILED',
  'DELETE_COMPLETE',
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
  'REVIEW_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_IN_PROGRESS',
  'IMPORT_ROLLBACK_FAILED',
  'IMPORT_ROLLBACK_COMPLETE',
] as const;
export const DeploymentConfig = struct({
  Mode: string({ values: ['STANDARD', 'EXPRESS'] }),
  DisableRollback: boolean(),
});
export const Parameter = struct({
  ParameterKey: string(),
  ParameterValue: string(),
  UsePreviousValue: boolean(),
  ResolvedValue: string(),
});
const RollbackTrigger = struct({ Arn: required(string()), Type: required(string()) });
export const RollbackConfiguration = struct({
  RollbackTriggers: list(RollbackTrigger, { max: 5 }),
  MonitoringTimeInMinutes: integer({ max: 180 }),
});
export const Tag = struct({
  Key: required(string({ min: 1, max: 128 })),
  Value: required(string({ min: 1, max: 256 })),
});
const ResourceDriftIgnoredAttribute = struct({
  Path: string(),
  Reason: string({ values: ['MANAGED_BY_AWS', 'WRITE_ONLY_PROPERTY', 'SENSITIVE_PROPERTY'] }),
});
const LiveResourceDrift = struct({
  PreviousValue: string(),
  ActualValue: string(),
  DriftDetectionTimestamp: timestamp(),
});
const ResourceTargetDefinition = struct({
  Attribute: string({
    values: [
      'Properties',
      'Metadata',
      'CreationPolicy',
      'UpdatePolicy',
      'DeletionPolicy',
      'UpdateReplacePolicy',
      'Tags',
    ],
  }),
  Name: string(),
  RequiresRecreation: string({ values: ['Never', 'Conditionally', 'Always'] }),
  Path: string(),
  BeforeValue: string(),
  AfterValue: string(),
  BeforeValueFrom: string({ values: ['PREVIOUS_DEPLOYMENT_STATE', 'ACTUAL_STATE'] }),
  AfterValueFrom: string({ values: ['TEMPLATE'] }),
  Drift: LiveResourceDrift,
  AttributeChangeType: string({ values: ['Add', 'Remove', 'Modify', 'SyncWithActual'] }),
});
const ResourceChangeDetail = struct({
  Target: ResourceTargetDefinition,
  Evaluation: string({ values: ['Static', 'Dynamic'] }),
  ChangeSource: string({
    values: [
      'ResourceReference',
      'ParameterReference',
      'ResourceAttribute',
      'DirectModification',
      'Automatic',
      'NoModification',
    ],
  }),
  CausingEntity: string(),
});
const ModuleInfo = struct({ TypeHierarchy: string(), LogicalIdHierarchy: string() });
const ResourceChange = struct({
  PolicyAction: string({
    values: ['Delete', 'Retain', 'Snapshot', 'ReplaceAndDelete', 'ReplaceAndRetain', 'ReplaceAndSnapshot'],
  }),
  Action: string({ values: ['Add', 'Modify', 'Remove', 'Import', 'Dynamic', 'SyncWithActual'] }),
  LogicalResourceId: string(),
  PhysicalResourceId: string(),
  ResourceType: string({ min: 1, max: 256 }),
  Replacement: string({ values: ['True', 'False', 'Conditional'] }),
  Scope: list(
    string({
      values: [
        'Properties',
        'Metadata',
        'CreationPolicy',
        'UpdatePolicy',
        'DeletionPolicy',
        'UpdateReplacePolicy',
        'Tags',
      ],
    }),
  ),
  ResourceDriftStatus: string({ values: ['IN_SYNC', 'MODIFIED', 'DELETED', 'NOT_CHECKED', 'UNKNOWN', 'UNSUPPORTED'] }),
  ResourceDriftIgnoredAttributes: list(ResourceDriftIgnoredAttribute),
  Details: list(ResourceChangeDetail),
  ChangeSetId: string({ min: 1, pattern: 'arn:[-a-zA-Z0-9:/]*' }),
  ModuleInfo: ModuleInfo,
  BeforeContext: string(),
  AfterContext: string(),
  PreviousDeploymentContext: string(),
});
export const Change = struct({
  Type: string({ values: ['Resource'] }),
  HookInvocationCount: integer({ min: 1, max: 100 }),
  ResourceChange: ResourceChange,
});
export const StackEvent = struct({
  StackId: required(string()),
  EventId: required(string()),
  StackName: required(string()),
  OperationId: string(),
  LogicalResourceId: string(),
  PhysicalResourceId: string(),
  ResourceType: string({ min: 1, max: 256 }),
  Timestamp: required(timestamp()),
  ResourceStatus: string({ values: ResourceStatus }),
  ResourceStatusReason: string(),
  ResourceProperties: string(),
  ClientRequestToken: string({ min: 1, max: 128, pattern: '[a-zA-Z0-9][-a-zA-Z0-9]*' }),
  HookType: string({ min: 1, max: 255 }),
  HookStatus: string({
    values: ['HOOK_IN_PROGRESS', 'HOOK_COMPLETE_SUCCEEDED', 'HOOK_COMPLETE_FAILED', 'HOOK_FAILED'],
  }),
  HookStatusReason: string({ min: 1, max: 1024 }),
  HookInvocationPoint: string({ values: ['PRE_PROVISION'] }),
  HookInvocationId: string({
    min: 36,
    max: 36,
    pattern: '^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$',
  }),
  HookFailureMode: string({ values: ['FAIL', 'WARN'] }),
  DetailedStatus: string({ values: ['CONFIGURATION_COMPLETE', 'VALIDATION_FAILED'] }),
});
const StackResourceDriftInformation = struct({
  StackResourceDriftStatus: required(
    string({ values: ['IN_SYNC', 'MODIFIED', 'DELETED', 'NOT_CHECKED', 'UNKNOWN', 'UNSUPPORTED'] }),
  ),
  LastCheckTimestamp: timestamp(),
});
export const StackResource = struct({
  StackName: string(),
  StackId: string(),
  LogicalResourceId: required(string()),
  PhysicalResourceId: string(),
  ResourceType: required(string({ min: 1, max: 256 })),
  Timestamp: required(timestamp()),
  ResourceStatus: required(string({ values: ResourceStatus })),
  ResourceStatusReason: string(),
  Description: string({ min: 1, max: 1024 }),
  DriftInformation: StackResourceDriftInformation,
  ModuleInfo: ModuleInfo,
});
const Output = struct({
  OutputKey: string(),
  OutputValue: string(),
  Description: string({ min: 1, max: 1024 }),
  ExportName: string(),
});
const StackDriftInformation = struct({
  StackDriftStatus: required(string({ values: ['DRIFTED', 'IN_SYNC', 'UNKNOWN', 'NOT_CHECKED'] })),
  LastCheckTimestamp: timestamp(),
});
const OperationEntry = struct({
  OperationType: string({
    values: ['CREATE_STACK', 'UPDATE_STACK', 'DELETE_STACK', 'CONTINUE_ROLLBACK', 'ROLLBACK', 'CREATE_CHANGESET'],
  }),
  OperationId: string(),
});
export const Stack = struct({
  StackId: string(),
  StackName: required(string()),
  ChangeSetId: string({ min: 1, pattern: 'arn:[-a-zA-Z0-9:/]*' }),
  Description: string({ min: 1, max: 1024 }),
  Parameters: list(Parameter),
  CreationTime: required(timestamp()),
  DeletionTime: timestamp(),
  LastUpdatedTime: timestamp(),
  RollbackConfiguration: RollbackConfiguration,
  StackStatus: required(string({ values: StackStatus })),
  StackStatusReason: string(),
  DisableRollback: boolean(),
  DeploymentConfig: DeploymentConfig,
  NotificationARNs: list(string(), { max: 5 }),
  TimeoutInMinutes: integer({ min: 1 }),
  Capabilities: list(string({ values: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] })),
  Outputs: list(Output),
  RoleARN: string({ min: 20, max: 2048 }),
  Tags: list(Tag, { max: 50 }),
  EnableTerminationProtection: boolean(),
  ParentId: string(),
  RootId: string(),
  DriftInformation: StackDriftInformation,
  RetainExceptOnCreate: boolean(),
  DeletionMode: string({ values: ['STANDARD', 'FORCE_DELETE_STACK'] }),
  DetailedStatus: string({ values: ['CONFIGURATION_COMPLETE', 'VALIDATION_FAILED'] }),
  LastOperations: list(OperationEntry),
  AliasName: string(),
});
const StackResourceDriftInformationSummary = struct({
  StackResourceDriftStatus: required(
    string({ values: ['IN_SYNC', 'MODIFIED', 'DELETED', 'NOT_CHECKED', 'UNKNOWN', 'UNSUPPORTED'] }),
  ),
  LastCheckTimestamp: timestamp(),
});
export const StackResourceSummary = struct({
  LogicalResourceId: required(string()),
  PhysicalResourceId: string(),
  ResourceType: required(string({ min: 1, max: 256 })),
  LastUpdatedTimestamp: required(timestamp()),
  ResourceStatus: required(string({ values: ResourceStatus })),
  ResourceStatusReason: string(),
  DriftInformation: StackResourceDriftInformationSummary,
  ModuleInfo: ModuleInfo,
});
const StackDriftInformationSummary = struct({
  StackDriftStatus: required(string({ values: ['DRIFTED', 'IN_SYNC', 'UNKNOWN', 'NOT_CHECKED'] })),
  LastCheckTimestamp: timestamp(),
});
export const StackSummary = struct({
  StackId: string(),
  StackName: required(string()),
  TemplateDescription: string(),
  CreationTime: required(timestamp()),
  LastUpdatedTime: timestamp(),
  DeletionTime: timestamp(),
  StackStatus: required(string({ values: StackStatus })),
  StackStatusReason: string(),
  ParentId: string(),
  RootId: string(),
  DriftInformation: StackDriftInformationSummary,
  LastOperations: list(OperationEntry),
});
