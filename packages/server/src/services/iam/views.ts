/** Users and groups as IAM answers them. */
import { entityArn } from '../../identities/arns.ts';
import type { GroupRow, UserRow } from '../../identities/rows.ts';
import { tagsIn } from '../../identities/rows.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { partitionOf } from './partition.ts';

/** A user as lists show it: without tags and boundary. */
export function listedUser(scope: Scope, user: UserRow, passwordLastUsed?: number | null) {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: entityArn(partitionOf(scope), 'user', user),
    CreateDate: user.created_at,
    PasswordLastUsed: passwordLastUsed ?? undefined,
  };
}

/** A user with everything that IAM tells of it. */
export function shownUser(
  scope: Scope,
  user: UserRow,
  boundaryArn: string | undefined,
  passwordLastUsed?: number | undefined,
) {
  const tags = tagsIn(user);
  return {
    ...listedUser(scope, user, passwordLastUsed),
    PermissionsBoundary: shownBoundary(boundaryArn),
    Tags: tags.length === 0 ? undefined : tags,
  };
}

/** The permissions boundary of a user or role. Recorded: its type is `Policy`, which AWS's model does not have. */
export function shownBoundary(arn: string | undefined) {
  if (arn === undefined) return undefined;
  // `as`: the contract's type is the model's.
  const type = 'Policy' as string as 'PermissionsBoundaryPolicy';
  return { PermissionsBoundaryType: type, PermissionsBoundaryArn: arn };
}

export function shownGroup(scope: Scope, group: GroupRow) {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: entityArn(partitionOf(scope), 'group', group),
    CreateDate: group.created_at,
  };
}
