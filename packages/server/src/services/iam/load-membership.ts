import type { GroupRow, UserRow } from '../../identities/rows.ts';
import { findUserById } from '../../identities/user-store.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import type { LoadedGroup } from './load-group.ts';
import { changeGroup, existingGroup, groupAccess, loadGroup } from './load-group.ts';
import type { LoadedUser } from './load-user.ts';
import { existingUser, loadUser } from './load-user.ts';

/** A user and a group that a request names. */
export interface LoadedMembership {
  readonly group: LoadedGroup;
  readonly user: LoadedUser;
}

export async function loadMembership(
  scope: Scope,
  input: { readonly GroupName?: string | undefined; readonly UserName?: string | undefined },
): Promise<LoadedMembership> {
  const [group, user] = await Promise.all([loadGroup(scope, input), loadUser(scope, input)]);
  return { group, user };
}

/** Who is in a group is a question about the group alone. */
export function membershipAccess(action: string) {
  const mayChange = groupAccess(action);
  return (scope: Scope, _input: unknown, { group }: LoadedMembership): readonly AccessRequest[] =>
    mayChange(scope, {}, group);
}

/**
 * Begins a change of who is in the group.
 *
 * @throws AwsError NoSuchEntity; Stale when somebody changed one of them meanwhile
 */
export async function changeMembership(
  scope: Scope,
  writer: Writer,
  loaded: LoadedMembership,
): Promise<{ readonly group: GroupRow; readonly user: UserRow }> {
  // Recorded: where neither is there, the user is missed.
  const user = existingUser(loaded.user);
  existingGroup(loaded.group);
  const group = await changeGroup(scope, writer, loaded.group);
  if ((await findUserById(writer, user.id)) === undefined) throw new Stale();
  return { group, user };
}
