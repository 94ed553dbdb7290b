import { findGroup, findGroupById } from '../../identities/group-store.ts';
import type { GroupRow } from '../../identities/rows.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { changeUnchanged } from './change.ts';
import { policyArnKey } from './condition-keys.ts';
import { entityAccess } from './entity-access.ts';
import { notFound } from './errors.ts';
import { canBeName } from './names.ts';

/** What a request that names a group has found. */
export interface LoadedGroup {
  readonly name: string | undefined;
  readonly group: GroupRow | undefined;
}

/** Finds the group that a request names. */
export async function loadGroup(
  scope: Scope,
  { GroupName: name }: { readonly GroupName?: string | undefined },
): Promise<LoadedGroup> {
  const group = canBeName(name) ? await findGroup(scope.reader, scope.accountId, name) : undefined;
  return { name, group };
}

/** The one question that operations on a group ask. */
export function groupAccess(action: string) {
  return (
    scope: Scope,
    input: { readonly PolicyArn?: string | undefined; readonly GroupName?: string | undefined },
    { name, group }: LoadedGroup,
  ): readonly AccessRequest[] => [
    entityAccess(scope, action, { kind: 'group', row: group, name }, () => [policyArnKey(input.PolicyArn)]),
  ];
}

/**
 * The group, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity
 */
export function existingGroup({ group, name = '' }: LoadedGroup): GroupRow {
  if (group === undefined) throw notFound('group', name);
  return group;
}

/**
 * Begins a change of the group.
 *
 * @throws AwsError NoSuchEntity; Stale when somebody changed the group meanwhile
 */
export function changeGroup(scope: Scope, writer: Writer, loaded: LoadedGroup): Promise<GroupRow> {
  return changeUnchanged(scope, writer, existingGroup(loaded), findGroupById);
}
