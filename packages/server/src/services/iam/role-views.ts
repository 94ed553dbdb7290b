/** Roles as IAM answers them. What each answer shows and leaves out is recorded. */
import { entityArn } from '../../identities/arns.ts';
import type { UniqueIds } from '../../identities/named-principals.ts';
import { findDeparted, idsIn } from '../../identities/named-principals.ts';
import type { RoleUse } from '../../identities/role-store.ts';
import type { RoleRow } from '../../identities/rows.ts';
import { tagsIn } from '../../identities/rows.ts';
import type { Scope } from '../../pipeline/operation.ts';
import type { Reader } from '../../storage/database.ts';
import { withDepartedShown } from './departed-text.ts';
import { encodedDocument } from './documents.ts';
import { partitionOf } from './partition.ts';
import { wholeSecond } from './times.ts';
import { shownBoundary } from './views.ts';

/** A role with those whom its trust policy names and who are gone. */
export interface ShownRole {
  readonly role: RoleRow;
  readonly departed: UniqueIds;
}

/** What showing roles takes beside their rows. */
export async function withDeparted(reader: Reader, roles: readonly RoleRow[]): Promise<readonly ShownRole[]> {
  const shown: ShownRole[] = [];
  for (const role of roles) {
    shown.push({ role, departed: await findDeparted(reader, idsIn(role.trust_policy_ids)) });
  }
  return shown;
}

/** A role that was stored just now: nobody is gone whom it names. */
export function freshRole(role: RoleRow): ShownRole {
  return { role, departed: new Map() };
}

/** What every answer shows of a role, and all that instance profiles show. */
export function roleCore(scope: Scope, { role, departed }: ShownRole) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: entityArn(partitionOf(scope), 'role', role),
    CreateDate: role.created_at,
    AssumeRolePolicyDocument: encodedDocument(withDepartedShown(role.trust_policy, departed)),
  };
}

/** A role as CreateRole shows it: its description and session limit are not there. */
export function createdRole(scope: Scope, role: RoleRow, boundaryArn: string | undefined) {
  return {
    ...roleCore(scope, freshRole(role)),
    PermissionsBoundary: shownBoundary(boundaryArn),
    Tags: shownTags(role),
  };
}

/** A role as lists show it: without tags, boundary and last use. */
export function listedRole(scope: Scope, shown: ShownRole) {
  const { role } = shown;
  return {
    ...roleCore(scope, shown),
    Description: role.description ?? undefined,
    MaxSessionDuration: role.max_session_seconds,
  };
}

/** A role with everything that IAM tells of it. */
export function shownRole(
  scope: Scope,
  shown: ShownRole,
  { boundaryArn, use }: { readonly boundaryArn: string | undefined; readonly use: RoleUse | undefined },
) {
  return {
    ...listedRole(scope, shown),
    PermissionsBoundary: shownBoundary(boundaryArn),
    Tags: shownTags(shown.role),
    RoleLastUsed: shownUse(use),
  };
}

/** When a role was last used; empty: never. */
export function shownUse(use: RoleUse | undefined) {
  return use === undefined ? {} : { LastUsedDate: wholeSecond(use.used_at), Region: use.region };
}

/** Tags are left out where there are none. */
function shownTags(role: RoleRow) {
  const tags = tagsIn(role);
  return tags.length === 0 ? undefined : tags;
}
