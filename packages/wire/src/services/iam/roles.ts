/** Roles and their tags. */
import { string, integer, boolean, list, required, struct } from '../../shape.ts';
import { Role } from './role-entities.ts';
import { Arn, Document, Marker, MaxItems, Name64, Path, PathPrefix, Tags } from './shapes.ts';

/** Roles and their tags. */
export const rolesOperations = {
  CreateRole: {
    doc: 'Creates a role.',
    input: struct({
      Path,
      RoleName: required(Name64),
      AssumeRolePolicyDocument: required(Document),
      Description: string({ max: 1000, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*' }),
      MaxSessionDuration: integer({ min: 3600, max: 43200 }),
      PermissionsBoundary: Arn,
      Tags,
    }),
    output: struct({ Role: required(Role) }),
    errors: [
      'LimitExceededException',
      'InvalidInputException',
      'EntityAlreadyExistsException',
      'MalformedPolicyDocumentException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetRole: {
    doc: 'Shows a role with its trust policy.',
    input: struct({ RoleName: required(Name64) }),
    output: struct({ Role: required(Role) }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListRoles: {
    doc: 'Lists the roles of the account, or those below a path.',
    input: struct({ PathPrefix, Marker, MaxItems }),
    output: struct({ Roles: required(list(Role)), IsTruncated: boolean(), Marker: string() }),
    errors: ['ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'Roles', token: 'Marker', more: 'IsTruncated' },
  },
  UpdateRole: {
    doc: 'Changes the description or the session limit of a role.',
    input: struct({
      RoleName: required(Name64),
      Description: string({ max: 1000, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*' }),
      MaxSessionDuration: integer({ min: 3600, max: 43200 }),
    }),
    output: struct({}),
    errors: ['UnmodifiableEntityException', 'NoSuchEntityException', 'ServiceFailureException'],
    readOnly: false,
  },
  UpdateRoleDescription: {
    doc: 'Changes the description of a role.',
    input: struct({
      RoleName: required(Name64),
      Description: required(string({ max: 1000, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*' })),
    }),
    output: struct({ Role }),
    errors: ['NoSuchEntityException', 'UnmodifiableEntityException', 'ServiceFailureException'],
    readOnly: false,
  },
  UpdateAssumeRolePolicy: {
    doc: 'Replaces the trust policy of a role: who may assume it.',
    input: struct({ RoleName: required(Name64), PolicyDocument: required(Document) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'MalformedPolicyDocumentException',
      'LimitExceededException',
      'UnmodifiableEntityException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DeleteRole: {
    doc: 'Deletes a role that has no policies and is in no instance profile.',
    input: struct({ RoleName: required(Name64) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'DeleteConflictException',
      'LimitExceededException',
      'UnmodifiableEntityException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  TagRole: {
    doc: 'Adds tags to a role or replaces their values.',
    input: struct({ RoleName: required(Name64), Tags: required(Tags) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'InvalidInputException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  UntagRole: {
    doc: 'Removes tags from a role.',
    input: struct({
      RoleName: required(Name64),
      TagKeys: required(
        list(string({ min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' }), {
          max: 50,
          entriesNotNull: true,
        }),
      ),
    }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'ConcurrentModificationException', 'ServiceFailureException'],
    readOnly: false,
  },
  ListRoleTags: {
    doc: 'Lists the tags of a role.',
    input: struct({ RoleName: required(Name64), Marker, MaxItems }),
    output: struct({ Tags: required(Tags), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'Tags', token: 'Marker', more: 'IsTruncated' },
  },
  PutRolePermissionsBoundary: {
    doc: 'Sets the managed policy that limits what a role may do.',
    input: struct({ RoleName: required(Name64), PermissionsBoundary: required(Arn) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'InvalidInputException',
      'UnmodifiableEntityException',
      'PolicyNotAttachableException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DeleteRolePermissionsBoundary: {
    doc: 'Removes the permissions boundary of a role.',
    input: struct({ RoleName: required(Name64) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'UnmodifiableEntityException', 'ServiceFailureException'],
    readOnly: false,
  },
} as const;
