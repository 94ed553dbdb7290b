/** Access keys of users. */
import { string, boolean, list, required, struct } from '../../shape.ts';
import { AccessKey, AccessKeyLastUsed, AccessKeyMetadata } from './entities.ts';
import { Id, KeyStatus, Marker, MaxItems, Name128 } from './shapes.ts';

/** Access keys of users. */
export const accessKeysOperations = {
  CreateAccessKey: {
    doc: 'Creates an access key for a user; its secret is shown this once.',
    input: struct({ UserName: Name128 }),
    output: struct({ AccessKey: required(AccessKey) }),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
  ListAccessKeys: {
    doc: 'Lists the access keys of a user.',
    input: struct({ UserName: Name128, Marker, MaxItems }),
    output: struct({ AccessKeyMetadata: required(list(AccessKeyMetadata)), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'AccessKeyMetadata', token: 'Marker', more: 'IsTruncated' },
  },
  UpdateAccessKey: {
    doc: 'Switches an access key on or off.',
    input: struct({ UserName: Name128, AccessKeyId: required(Id), Status: required(KeyStatus) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'ServiceFailureException', 'InvalidInputException'],
    readOnly: false,
  },
  DeleteAccessKey: {
    doc: 'Deletes an access key.',
    input: struct({ UserName: Name128, AccessKeyId: required(Id) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
  GetAccessKeyLastUsed: {
    doc: 'Shows when, where and for which service an access key was last used.',
    input: struct({ AccessKeyId: required(Id) }),
    output: struct({ UserName: Name128, AccessKeyLastUsed }),
    errors: [],
    readOnly: true,
  },
} as const;
