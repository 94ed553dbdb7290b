/** Instance profiles. */
import { string, boolean, list, required, struct } from '../../shape.ts';
import { InstanceProfile } from './role-entities.ts';
import { Marker, MaxItems, Name128, Name64, Path, PathPrefix, Tags } from './shapes.ts';

/** Instance profiles. */
export const instanceProfilesOperations = {
  CreateInstanceProfile: {
    doc: 'Creates an instance profile.',
    input: struct({ InstanceProfileName: required(Name128), Path, Tags }),
    output: struct({ InstanceProfile: required(InstanceProfile) }),
    errors: [
      'EntityAlreadyExistsException',
      'InvalidInputException',
      'LimitExceededException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetInstanceProfile: {
    doc: 'Shows an instance profile with its role.',
    input: struct({ InstanceProfileName: required(Name128) }),
    output: struct({ InstanceProfile: required(InstanceProfile) }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListInstanceProfiles: {
    doc: 'Lists the instance profiles of the account, or those below a path.',
    input: struct({ PathPrefix, Marker, MaxItems }),
    output: struct({ InstanceProfiles: required(list(InstanceProfile)), IsTruncated: boolean(), Marker: string() }),
    errors: ['ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'InstanceProfiles', token: 'Marker', more: 'IsTruncated' },
  },
  ListInstanceProfilesForRole: {
    doc: 'Lists the instance profiles that a role is in.',
    input: struct({ RoleName: required(Name64), Marker, MaxItems }),
    output: struct({ InstanceProfiles: required(list(InstanceProfile)), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'InstanceProfiles', token: 'Marker', more: 'IsTruncated' },
  },
  DeleteInstanceProfile: {
    doc: 'Deletes an instance profile without a role.',
    input: struct({ InstanceProfileName: required(Name128) }),
    output: struct({}),
    errors: ['NoSuchEntityException', 'DeleteConflictException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
  AddRoleToInstanceProfile: {
    doc: 'Puts a role into an instance profile.',
    input: struct({ InstanceProfileName: required(Name128), RoleName: required(Name64) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'EntityAlreadyExistsException',
      'LimitExceededException',
      'UnmodifiableEntityException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  RemoveRoleFromInstanceProfile: {
    doc: 'Takes the role out of an instance profile.',
    input: struct({ InstanceProfileName: required(Name128), RoleName: required(Name64) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'LimitExceededException',
      'UnmodifiableEntityException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
} as const;
