/** Groups and who is in them. */
import { string, boolean, list, required, struct } from '../../shape.ts';
import { Group, User } from './entities.ts';
import { Marker, MaxItems, Name128, Path, PathPrefix } from './shapes.ts';

/** Groups and who is in them. */
export const groupsOperations = {
  CreateGroup: {
    doc: 'Creates a group.',
    input: struct({ Path, GroupName: required(Name128) }),
    output: struct({ Group: required(Group) }),
    errors: [
      'LimitExceededException',
      'EntityAlreadyExistsException',
      'NoSuchEntityException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetGroup: {
    doc: 'Shows a group and lists its users.',
    input: struct({ GroupName: required(Name128), Marker, MaxItems }),
    output: struct({ Group: required(Group), Users: required(list(User)), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'Users', token: 'Marker', more: 'IsTruncated' },
  },
  ListGroups: {
    doc: 'Lists the groups of the account, or those below a path.',
    input: struct({ PathPrefix, Marker, MaxItems }),
    output: struct({ Groups: required(list(Group)), IsTruncated: boolean(), Marker: string() }),
    errors: ['ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'Groups', token: 'Marker', more: 'IsTruncated' },
  },
  UpdateGroup: {
    doc: 'Changes the name or the path of a group.',
    input: struct({ GroupName: required(Name128), NewPath: Path, NewGroupName: Name128 }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'EntityAlreadyExistsException',
      'LimitExceededException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DeleteGroup: {
    doc: 'Deletes a group without users and policies.',
    input: struct({ GroupName: required(Name128) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'DeleteConflictException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
  AddUserToGroup: {
    doc: 'Puts a user into a group.',
    input: struct({ GroupName: required(Name128), UserName: required(Name128) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
  RemoveUserFromGroup: {
    doc: 'Takes a user out of a group.',
    input: struct({ GroupName: required(Name128), UserName: required(Name128) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
  ListGroupsForUser: {
    doc: 'Lists the groups that a user is in.',
    input: struct({ UserName: required(Name128), Marker, MaxItems }),
    output: struct({ Groups: required(list(Group)), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'Groups', token: 'Marker', more: 'IsTruncated' },
  },
} as const;
