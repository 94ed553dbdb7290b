/** Inline policies of users and groups. */
import { string, boolean, list, required, struct } from '../../shape.ts';
import { Document, Marker, MaxItems, Name128 } from './shapes.ts';

/** Inline policies of users and groups. */
export const inlinePoliciesOperations = {
  PutUserPolicy: {
    doc: 'Adds an inline policy to a user, or replaces it.',
    input: struct({ UserName: required(Name128), PolicyName: required(Name128), PolicyDocument: required(Document) }),
    output: struct({}),
    errors: [
      'LimitExceededException',
      'MalformedPolicyDocumentException',
      'NoSuchEntityException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetUserPolicy: {
    doc: 'Shows an inline policy of a user.',
    input: struct({ UserName: required(Name128), PolicyName: required(Name128) }),
    output: struct({ UserName: required(Name128), PolicyName: required(Name128), PolicyDocument: required(Document) }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListUserPolicies: {
    doc: 'Lists the inline policies of a user by name.',
    input: struct({ UserName: required(Name128), Marker, MaxItems }),
    output: struct({ PolicyNames: required(list(Name128)), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'PolicyNames', token: 'Marker', more: 'IsTruncated' },
  },
  DeleteUserPolicy: {
    doc: 'Deletes an inline policy of a user.',
    input: struct({ UserName: required(Name128), PolicyName: required(Name128) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
  PutGroupPolicy: {
    doc: 'Adds an inline policy to a group, or replaces it.',
    input: struct({ GroupName: required(Name128), PolicyName: required(Name128), PolicyDocument: required(Document) }),
    output: struct({}),
    errors: [
      'LimitExceededException',
      'MalformedPolicyDocumentException',
      'NoSuchEntityException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetGroupPolicy: {
    doc: 'Shows an inline policy of a group.',
    input: struct({ GroupName: required(Name128), PolicyName: required(Name128) }),
    output: struct({ GroupName: required(Name128), PolicyName: required(Name128), PolicyDocument: required(Document) }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListGroupPolicies: {
    doc: 'Lists the inline policies of a group by name.',
    input: struct({ GroupName: required(Name128), Marker, MaxItems }),
    output: struct({ PolicyNames: required(list(Name128)), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'PolicyNames', token: 'Marker', more: 'IsTruncated' },
  },
  DeleteGroupPolicy: {
    doc: 'Deletes an inline policy of a group.',
    input: struct({ GroupName: required(Name128), PolicyName: required(Name128) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
} as const;
