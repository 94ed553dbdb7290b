import { findRoleById } from '../../identities/role-store.ts';
import type { RoleRow } from '../../identities/rows.ts';
import type { InstanceProfileRow } from '../../identities/instance-profile-store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import type { LoadedInstanceProfile } from './load-instance-profile.ts';
import { changeInstanceProfile, existingInstanceProfile, loadInstanceProfile } from './load-instance-profile.ts';
import type { LoadedRole } from './load-role.ts';
import { existingRole, loadRole } from './load-role.ts';

/** An instance profile and a role that a request names. */
export interface LoadedProfileRole {
  readonly profile: LoadedInstanceProfile;
  readonly role: LoadedRole;
}

export async function loadProfileRole(
  scope: Scope,
  input: { readonly InstanceProfileName?: string | undefined; readonly RoleName?: string | undefined },
): Promise<LoadedProfileRole> {
  const [profile, role] = await Promise.all([loadInstanceProfile(scope, input), loadRole(scope, input)]);
  return { profile, role };
}

/**
 * Begins a change of which role the instance profile holds.
 *
 * @throws AwsError NoSuchEntity; Stale when somebody changed one of them meanwhile
 */
export async function changeProfileRole(
  scope: Scope,
  writer: Writer,
  loaded: LoadedProfileRole,
): Promise<{ readonly profile: InstanceProfileRow; readonly role: RoleRow }> {
  existingInstanceProfile(loaded.profile);
  const role = existingRole(loaded.role);
  const profile = await changeInstanceProfile(scope, writer, loaded.profile);
  if ((await findRoleById(writer, role.id)) === undefined) throw new Stale();
  return { profile, role };
}
