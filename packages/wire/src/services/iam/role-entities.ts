/** Roles and instance profiles as answers show them. */
import { string, integer, long, timestamp, list, required, struct } from '../../shape.ts';
import { AttachedPermissionsBoundary } from './entities.ts';
import { Arn, Document, Id, Name128, Name64, Path, Tags } from './shapes.ts';

/** When and where a role was last used; empty: never. */
export const RoleLastUsed = struct({ LastUsedDate: timestamp(), Region: string() });

/** What a role was made from. */
export const SourceRoleTemplate = struct({ TemplateArn: required(string()), TemplateMinorVersion: required(long()) });

/** A role. */
export const Role = struct({
  Path: required(Path),
  RoleName: required(Name64),
  RoleId: required(Id),
  Arn: required(Arn),
  CreateDate: required(timestamp()),
  AssumeRolePolicyDocument: Document,
  Description: string({ max: 1000, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*' }),
  MaxSessionDuration: integer({ min: 3600, max: 43200 }),
  PermissionsBoundary: AttachedPermissionsBoundary,
  Tags,
  RoleLastUsed,
  SourceRoleTemplate,
});

/** An instance profile. */
export const InstanceProfile = struct({
  Path: required(Path),
  InstanceProfileName: required(Name128),
  InstanceProfileId: required(Id),
  Arn: required(Arn),
  CreateDate: required(timestamp()),
  Roles: required(list(Role)),
  Tags,
});
