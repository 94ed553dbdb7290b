/** Users and their tags. */
import { string, boolean, list, required, struct } from '../../shape.ts';
import { User } from './entities.ts';
import { Arn, Marker, MaxItems, Name128, Name64, Path, PathPrefix, Tags } from './shapes.ts';

/** Users and their tags. */
export const usersOperations = {
  CreateUser: {
    doc: 'Creates a user.',
    input: struct({ Path, UserName: required(Name64), PermissionsBoundary: Arn, Tags }),
    output: struct({ User }),
    errors: [
      'LimitExceededException',
      'EntityAlreadyExistsException',
      'NoSuchEntityException',
      'InvalidInputException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetUser: {
    doc: 'Shows a user, or the caller when no name is given.',
    input: struct({ UserName: Name128 }),
    output: struct({ User: required(User) }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListUsers: {
    doc: 'Lists the users of the account, or those below a path.',
    input: struct({ PathPrefix, Marker, MaxItems }),
    output: struct({ Users: required(list(User)), IsTruncated: boolean(), Marker: string() }),
    errors: ['ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'Users', token: 'Marker', more: 'IsTruncated' },
  },
  UpdateUser: {
    doc: 'Changes the name or the path of a user.',
    input: struct({ UserName: required(Name128), NewPath: Path, NewUserName: Name64 }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'EntityAlreadyExistsException',
      'EntityTemporarilyUnmodifiableException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DeleteUser: {
    doc: 'Deletes a user that has nothing left: no keys, policies, groups, password or MFA devices.',
    input: struct({ UserName: required(Name128) }),
    output: struct({}),
    errors: [
      'LimitExceededException',
      'NoSuchEntityException',
      'DeleteConflictException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  TagUser: {
    doc: 'Adds tags to a user or replaces their values.',
    input: struct({ UserName: required(Name128), Tags: required(Tags) }),
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
  UntagUser: {
    doc: 'Removes tags from a user.',
    input: struct({
      UserName: required(Name128),
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
  ListUserTags: {
    doc: 'Lists the tags of a user.',
    input: struct({ UserName: required(Name128), Marker, MaxItems }),
    output: struct({ Tags: required(Tags), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'Tags', token: 'Marker', more: 'IsTruncated' },
  },
  PutUserPermissionsBoundary: {
    doc: 'Sets the managed policy that limits what a user may do.',
    input: struct({ UserName: required(Name64), PermissionsBoundary: required(Arn) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'InvalidInputException',
      'PolicyNotAttachableException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DeleteUserPermissionsBoundary: {
    doc: 'Removes the permissions boundary of a user.',
    input: struct({ UserName: required(Name64) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: false,
  },
} as const;
