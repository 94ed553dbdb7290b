/** Managed policies and their versions. */
import { string, boolean, list, required, struct } from '../../shape.ts';
import { Policy, PolicyGroup, PolicyRole, PolicyUser, PolicyVersion } from './entities.ts';
import { Arn, Document, Marker, MaxItems, Name128, Path, PolicyPath, Tags, VersionId } from './shapes.ts';

/** Managed policies and their versions. */
export const policiesOperations = {
  CreatePolicy: {
    doc: 'Creates a managed policy.',
    input: struct({
      PolicyName: required(Name128),
      Path: PolicyPath,
      PolicyDocument: required(Document),
      Description: string({ max: 1000 }),
      Tags,
    }),
    output: struct({ Policy }),
    errors: [
      'InvalidInputException',
      'LimitExceededException',
      'EntityAlreadyExistsException',
      'MalformedPolicyDocumentException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetPolicy: {
    doc: 'Shows a managed policy without its document.',
    input: struct({ PolicyArn: required(Arn) }),
    output: struct({ Policy }),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListPolicies: {
    doc: 'Lists managed policies: those of the account, those of AWS, or both.',
    input: struct({
      Scope: string({ values: ['All', 'AWS', 'Local'] }),
      OnlyAttached: boolean(),
      PathPrefix: PolicyPath,
      PolicyUsageFilter: string({ values: ['PermissionsPolicy', 'PermissionsBoundary'] }),
      Marker,
      MaxItems,
    }),
    output: struct({ Policies: list(Policy), IsTruncated: boolean(), Marker: string() }),
    errors: ['ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'Policies', token: 'Marker', more: 'IsTruncated' },
  },
  DeletePolicy: {
    doc: 'Deletes a managed policy that is attached to nobody and has one version.',
    input: struct({ PolicyArn: required(Arn) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'InvalidInputException',
      'DeleteConflictException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  CreatePolicyVersion: {
    doc: 'Adds a version to a managed policy, and may make it the default.',
    input: struct({ PolicyArn: required(Arn), PolicyDocument: required(Document), SetAsDefault: boolean() }),
    output: struct({ PolicyVersion }),
    errors: [
      'NoSuchEntityException',
      'MalformedPolicyDocumentException',
      'InvalidInputException',
      'LimitExceededException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetPolicyVersion: {
    doc: 'Shows a version of a managed policy with its document.',
    input: struct({ PolicyArn: required(Arn), VersionId: required(VersionId) }),
    output: struct({ PolicyVersion }),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListPolicyVersions: {
    doc: 'Lists the versions of a managed policy.',
    input: struct({ PolicyArn: required(Arn), Marker, MaxItems }),
    output: struct({ Versions: list(PolicyVersion), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'Versions', token: 'Marker', more: 'IsTruncated' },
  },
  SetDefaultPolicyVersion: {
    doc: 'Makes a version of a managed policy the one in force.',
    input: struct({ PolicyArn: required(Arn), VersionId: required(VersionId) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
  DeletePolicyVersion: {
    doc: 'Deletes a version of a managed policy that is not in force.',
    input: struct({ PolicyArn: required(Arn), VersionId: required(VersionId) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'InvalidInputException',
      'DeleteConflictException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  ListEntitiesForPolicy: {
    doc: 'Lists the users, groups and roles that a managed policy is attached to.',
    input: struct({
      PolicyArn: required(Arn),
      EntityFilter: string({ values: ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] }),
      PathPrefix: Path,
      PolicyUsageFilter: string({ values: ['PermissionsPolicy', 'PermissionsBoundary'] }),
      Marker,
      MaxItems,
    }),
    output: struct({
      PolicyGroups: list(PolicyGroup),
      PolicyUsers: list(PolicyUser),
      PolicyRoles: list(PolicyRole),
      IsTruncated: boolean(),
      Marker: string(),
    }),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: true,
    pages: {
      limit: 'MaxItems',
      result: ['PolicyGroups', 'PolicyUsers', 'PolicyRoles'],
      token: 'Marker',
      more: 'IsTruncated',
    },
  },
} as const;
