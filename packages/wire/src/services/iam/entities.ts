/** What IAM's answers are about. */
import { string, integer, boolean, timestamp, required, struct } from '../../shape.ts';
import { Arn, Document, Id, KeyStatus, Name128, Name64, Path, PolicyPath, Tags, VersionId } from './shapes.ts';

/** The managed policy that limits a user or role. */
export const AttachedPermissionsBoundary = struct({
  PermissionsBoundaryType: string({ values: ['PermissionsBoundaryPolicy'] }),
  PermissionsBoundaryArn: Arn,
});

/** A user. */
export const User = struct({
  Path: required(Path),
  UserName: required(Name64),
  UserId: required(Id),
  Arn: required(Arn),
  CreateDate: required(timestamp()),
  PasswordLastUsed: timestamp(),
  PermissionsBoundary: AttachedPermissionsBoundary,
  Tags,
});

/** A group. */
export const Group = struct({
  Path: required(Path),
  GroupName: required(Name128),
  GroupId: required(Id),
  Arn: required(Arn),
  CreateDate: required(timestamp()),
});

/** A new access key with its secret. */
export const AccessKey = struct({
  UserName: required(Name64),
  AccessKeyId: required(Id),
  Status: required(KeyStatus),
  SecretAccessKey: required(string({ sensitive: true })),
  CreateDate: timestamp(),
});

/** An access key without its secret. */
export const AccessKeyMetadata = struct({
  UserName: Name64,
  AccessKeyId: Id,
  Status: KeyStatus,
  CreateDate: timestamp(),
});

/** When and for what an access key was last used. */
export const AccessKeyLastUsed = struct({
  LastUsedDate: timestamp(),
  ServiceName: required(string()),
  Region: required(string()),
});

/** A managed policy without its document. */
export const Policy = struct({
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
  Tags,
});

/** A version of a managed policy. */
export const PolicyVersion = struct({ Document, VersionId, IsDefaultVersion: boolean(), CreateDate: timestamp() });

/** A group that has a policy. */
export const PolicyGroup = struct({ GroupName: Name128, GroupId: Id });

/** A user that has a policy. */
export const PolicyUser = struct({ UserName: Name64, UserId: Id });

/** A role that has a policy. */
export const PolicyRole = struct({ RoleName: Name64, RoleId: Id });

/** A managed policy that is attached. */
export const AttachedPolicy = struct({ PolicyName: Name128, PolicyArn: Arn });
