/** Everything that says who may do what in the account. */
import { string, integer, boolean, timestamp, list, struct } from '../../shape.ts';
import { AttachedPermissionsBoundary, AttachedPolicy, PolicyVersion } from './entities.ts';
import { InstanceProfile, RoleLastUsed } from './role-entities.ts';
import { Arn, Document, Id, Marker, MaxItems, Name128, Name64, Path, PolicyPath, Tags, VersionId } from './shapes.ts';

/** An inline policy. */
export const PolicyDetail = struct({ PolicyName: Name128, PolicyDocument: Document });

/** A user with its groups and policies. */
export const UserDetail = struct({
  Path,
  UserName: Name64,
  UserId: Id,
  Arn,
  CreateDate: timestamp(),
  UserPolicyList: list(PolicyDetail),
  GroupList: list(Name128),
  AttachedManagedPolicies: list(AttachedPolicy),
  PermissionsBoundary: AttachedPermissionsBoundary,
  Tags,
});

/** A group with its policies. */
export const GroupDetail = struct({
  Path,
  GroupName: Name128,
  GroupId: Id,
  Arn,
  CreateDate: timestamp(),
  GroupPolicyList: list(PolicyDetail),
  AttachedManagedPolicies: list(AttachedPolicy),
});

/** A role with its policies and instance profiles. */
export const RoleDetail = struct({
  Path,
  RoleName: Name64,
  RoleId: Id,
  Arn,
  CreateDate: timestamp(),
  AssumeRolePolicyDocument: Document,
  InstanceProfileList: list(InstanceProfile),
  RolePolicyList: list(PolicyDetail),
  AttachedManagedPolicies: list(AttachedPolicy),
  PermissionsBoundary: AttachedPermissionsBoundary,
  Tags,
  RoleLastUsed,
});

/** A managed policy with its versions. */
export const ManagedPolicyDetail = struct({
  PolicyName: Name128,
  PolicyId: Id,
  Arn,
  Path: PolicyPath,
  DefaultVersionId: VersionId,
  AttachmentCount: integer(),
  PermissionsBoundaryUsageCount: integer(),
  IsAttachable: boolean(),
  Description: string({ max: 1000 }),
  CreateDate: timestamp(),
  UpdateDate: timestamp(),
  PolicyVersionList: list(PolicyVersion),
});

/** Everything that says who may do what in the account. */
export const authorizationDetailsOperations = {
  GetAccountAuthorizationDetails: {
    doc: 'Shows users, groups, roles and managed policies with everything that they may do.',
    input: struct({
      Filter: list(string({ values: ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'] })),
      MaxItems,
      Marker,
    }),
    output: struct({
      UserDetailList: list(UserDetail),
      GroupDetailList: list(GroupDetail),
      RoleDetailList: list(RoleDetail),
      Policies: list(ManagedPolicyDetail),
      IsTruncated: boolean(),
      Marker: string(),
    }),
    errors: ['ServiceFailureException'],
    readOnly: true,
    pages: {
      limit: 'MaxItems',
      result: ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'],
      token: 'Marker',
      more: 'IsTruncated',
    },
  },
} as const;
