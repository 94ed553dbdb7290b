import type { ContextValue } from '@coffer/policy';
import { findRole, findRoleById } from '../../identities/role-store.ts';
import type { RoleRow } from '../../identities/rows.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { changeUnchanged } from './change.ts';
import { boundaryKey, policyArnKey, resourceTagKeys } from './condition-keys.ts';
import { entityAccess } from './entity-access.ts';
import { notFound } from './errors.ts';
import { boundaryArnOf } from './load-user.ts';
import { canBeName } from './names.ts';

/** What a request that names a role has found. */
export interface LoadedRole {
  /** As the request names it. */
  readonly name: string | undefined;
  readonly role: RoleRow | undefined;
  /** The ARN of the role's permissions boundary. */
  readonly boundaryArn: string | undefined;
}

/** Finds the role that a request names. */
export async function loadRole(
  scope: Scope,
  { RoleName: name }: { readonly RoleName?: string | undefined },
): Promise<LoadedRole> {
  const role = canBeName(name) ? await findRole(scope.reader, scope.accountId, name) : undefined;
  return { name, role, boundaryArn: await boundaryArnOf(scope, scope.reader, role) };
}

type Entry = readonly [key: string, value: ContextValue | undefined];

/** The one question that most operations on a role ask. `more` are the keys that the request adds. */
export function roleAccess<I>(action: string, more?: (input: I, loaded: LoadedRole) => readonly Entry[]) {
  return (scope: Scope, input: I, loaded: LoadedRole): readonly AccessRequest[] => [
    entityAccess(scope, action, { kind: 'role', row: loaded.role, name: loaded.name }, () => [
      ...resourceTagKeys(loaded.role),
      ...(more?.(input, loaded) ?? []),
    ]),
  ];
}

/** The keys of attaching and detaching: the managed policy, and the boundary that the role has. */
export function roleAttachmentKeys(
  input: { readonly PolicyArn?: string | undefined },
  { boundaryArn }: LoadedRole,
): readonly Entry[] {
  return [policyArnKey(input.PolicyArn), boundaryKey(boundaryArn)];
}

/** The boundary that the role has now, for the operations that have its key. */
export function ownRoleBoundary(_input: unknown, { boundaryArn }: LoadedRole): readonly Entry[] {
  return [boundaryKey(boundaryArn)];
}

/**
 * The role, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity
 */
export function existingRole({ role, name = '' }: LoadedRole): RoleRow {
  if (role === undefined) throw notFound('role', name);
  return role;
}

/**
 * Begins a change of the role.
 *
 * @throws AwsError NoSuchEntity; Stale when somebody changed the role meanwhile
 */
export function changeRole(scope: Scope, writer: Writer, loaded: LoadedRole): Promise<RoleRow> {
  return changeUnchanged(scope, writer, existingRole(loaded), findRoleById);
}
