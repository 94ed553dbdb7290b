/** Managed policies attached to users and groups. */
import { string, boolean, list, required, struct } from '../../shape.ts';
import { AttachedPolicy } from './entities.ts';
import { Arn, Marker, MaxItems, Name128, Name64, PolicyPath } from './shapes.ts';

/** Managed policies attached to users and groups. */
export const attachmentsOperations = {
  AttachUserPolicy: {
    doc: 'Attaches a managed policy to a user.',
    input: struct({ UserName: required(Name64), PolicyArn: required(Arn) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'InvalidInputException',
      'PolicyNotAttachableException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DetachUserPolicy: {
    doc: 'Detaches a managed policy from a user.',
    input: struct({ UserName: required(Name64), PolicyArn: required(Arn) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: false,
  },
  ListAttachedUserPolicies: {
    doc: 'Lists the managed policies that are attached to a user.',
    input: struct({ UserName: required(Name64), PathPrefix: PolicyPath, Marker, MaxItems }),
    output: struct({ AttachedPolicies: list(AttachedPolicy), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'AttachedPolicies', token: 'Marker', more: 'IsTruncated' },
  },
  AttachGroupPolicy: {
    doc: 'Attaches a managed policy to a group.',
    input: struct({ GroupName: required(Name128), PolicyArn: required(Arn) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'InvalidInputException',
      'PolicyNotAttachableException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DetachGroupPolicy: {
    doc: 'Detaches a managed policy from a group.',
    input: struct({ GroupName: required(Name128), PolicyArn: required(Arn) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: false,
  },
  ListAttachedGroupPolicies: {
    doc: 'Lists the managed policies that are attached to a group.',
    input: struct({ GroupName: required(Name128), PathPrefix: PolicyPath, Marker, MaxItems }),
    output: struct({ AttachedPolicies: list(AttachedPolicy), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'AttachedPolicies', token: 'Marker', more: 'IsTruncated' },
  },
} as const;
