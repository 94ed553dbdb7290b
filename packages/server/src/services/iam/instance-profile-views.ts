/** Instance profiles as IAM answers them. */
import { entityArn } from '../../identities/arns.ts';
import type { InstanceProfileRow } from '../../identities/instance-profile-store.ts';
import { findDeparted, idsIn } from '../../identities/named-principals.ts';
import { findRoleById } from '../../identities/role-store.ts';
import { tagsIn } from '../../identities/rows.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { partitionOf } from './partition.ts';
import { roleCore } from './role-views.ts';

/** What every answer shows of an instance profile; lists show no more. */
export async function listedInstanceProfile(scope: Scope, profile: InstanceProfileRow) {
  const role = profile.role_id === null ? undefined : await findRoleById(scope.reader, profile.role_id);
  const departed = await findDeparted(scope.reader, idsIn(role?.trust_policy_ids ?? null));
  return {
    ...instanceProfileCore(scope, profile),
    Roles: role === undefined ? [] : [roleCore(scope, { role, departed })],
  };
}

/** Several instance profiles, one after the other. */
export async function listedInstanceProfiles(scope: Scope, profiles: readonly InstanceProfileRow[]) {
  const listed: Awaited<ReturnType<typeof listedInstanceProfile>>[] = [];
  for (const profile of profiles) listed.push(await listedInstanceProfile(scope, profile));
  return listed;
}

/** An instance profile that was made just now: tags are there if there are any (recorded). */
export function createdInstanceProfile(scope: Scope, profile: InstanceProfileRow) {
  const tags = tagsIn(profile);
  return { ...instanceProfileCore(scope, profile), Roles: [], ...(tags.length === 0 ? {} : { Tags: tags }) };
}

/** An instance profile with everything: tags are there even if there are none (recorded). */
export async function shownInstanceProfile(scope: Scope, profile: InstanceProfileRow) {
  return { ...(await listedInstanceProfile(scope, profile)), Tags: tagsIn(profile) };
}

function instanceProfileCore(scope: Scope, profile: InstanceProfileRow) {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: entityArn(partitionOf(scope), 'instance-profile', profile),
    CreateDate: profile.created_at,
  };
}
