/** Inline and managed policies of roles. */
import { string, boolean, list, required, struct } from '../../shape.ts';
import { AttachedPolicy } from './entities.ts';
import { Arn, Document, Marker, MaxItems, Name128, Name64, PolicyPath } from './shapes.ts';

/** Inline and managed policies of roles. */
export const rolePoliciesOperations = {
  PutRolePolicy: {
    doc: 'Adds an inline policy to a role, or replaces it.',
    input: struct({ RoleName: required(Name64), PolicyName: required(Name128), PolicyDocument: required(Document) }),
    output: struct({}),
    errors: [
      'LimitExceededException',
      'MalformedPolicyDocumentException',
      'NoSuchEntityException',
      'UnmodifiableEntityException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetRolePolicy: {
    doc: 'Shows an inline policy of a role.',
    input: struct({ RoleName: required(Name64), PolicyName: required(Name128) }),
    output: struct({ RoleName: required(Name64), PolicyName: required(Name128), PolicyDocument: required(Document) }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListRolePolicies: {
    doc: 'Lists the inline policies of a role by name.',
    input: struct({ RoleName: required(Name64), Marker, MaxItems }),
    output: struct({ PolicyNames: required(list(Name128)), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'PolicyNames', token: 'Marker', more: 'IsTruncated' },
  },
  DeleteRolePolicy: {
    doc: 'Deletes an inline policy of a role.',
    input: struct({ RoleName: required(Name64), PolicyName: required(Name128) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'UnmodifiableEntityException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  AttachRolePolicy: {
    doc: 'Attaches a managed policy to a role.',
    input: struct({ RoleName: required(Name64), PolicyArn: required(Arn) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'InvalidInputException',
      'UnmodifiableEntityException',
      'PolicyNotAttachableException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DetachRolePolicy: {
    doc: 'Detaches a managed policy from a role.',
    input: struct({ RoleName: required(Name64), PolicyArn: required(Arn) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'InvalidInputException',
      'UnmodifiableEntityException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  ListAttachedRolePolicies: {
    doc: 'Lists the managed policies that are attached to a role.',
    input: struct({ RoleName: required(Name64), PathPrefix: PolicyPath, Marker, MaxItems }),
    output: struct({ AttachedPolicies: list(AttachedPolicy), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'AttachedPolicies', token: 'Marker', more: 'IsTruncated' },
  },
} as const;
