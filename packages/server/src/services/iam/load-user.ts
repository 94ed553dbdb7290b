import type { ContextValue } from '@coffer/policy';
import { awsManagedPolicyArn, awsManagedPolicyById } from '../../identities/aws-managed-policies.ts';
import { entityArn } from '../../identities/arns.ts';
import { findPolicyById } from '../../identities/policy-store.ts';
import type { UserRow } from '../../identities/rows.ts';
import { findUser, findUserById } from '../../identities/user-store.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { Reader, Writer } from '../../storage/database.ts';
import { changeUnchanged } from './change.ts';
import { boundaryKey, policyArnKey, resourceTagKeys } from './condition-keys.ts';
import { entityAccess } from './entity-access.ts';
import { notFound } from './errors.ts';
import { canBeName } from './names.ts';
import { partitionOf } from './partition.ts';

/** What a request that names a user has found. */
export interface LoadedUser {
  /** As the request names it, or the caller's own; undefined: the request names none and the caller is no user. */
  readonly name: string | undefined;
  readonly user: UserRow | undefined;
  /** The ARN of the user's permissions boundary. */
  readonly boundaryArn: string | undefined;
}

/** Finds the user that a request names. */
export async function loadUser(
  scope: Scope,
  { UserName: name }: { readonly UserName?: string | undefined },
): Promise<LoadedUser> {
  const user = canBeName(name) ? await findUser(scope.reader, scope.accountId, name) : undefined;
  return { name, user, boundaryArn: await boundaryArnOf(scope, scope.reader, user) };
}

/** Finds the user that a request names, or the one that makes it. */
export async function loadUserOrCaller(
  scope: Scope,
  input: { readonly UserName?: string | undefined },
): Promise<LoadedUser> {
  const { caller } = scope;
  if (input.UserName !== undefined || caller.type !== 'IAMUser') return loadUser(scope, input);
  return loadUser(scope, { UserName: caller.userName });
}

/** The ARN of a user's or role's permissions boundary; undefined: it has none. */
export async function boundaryArnOf(
  scope: Scope,
  reader: Reader,
  row: { readonly boundary_policy_id: string | null } | undefined,
): Promise<string | undefined> {
  const id = row?.boundary_policy_id ?? undefined;
  if (id === undefined) return undefined;
  const published = awsManagedPolicyById(id);
  if (published !== undefined) return awsManagedPolicyArn(partitionOf(scope), published);
  const policy = await findPolicyById(reader, id);
  return policy === undefined ? undefined : entityArn(partitionOf(scope), 'policy', policy);
}

type Entry = readonly [key: string, value: ContextValue | undefined];

/** The one question that most operations on a user ask. `more` are the keys that the request adds. */
export function userAccess<I>(action: string, more?: (input: I, loaded: LoadedUser) => readonly Entry[]) {
  return (scope: Scope, input: I, loaded: LoadedUser): readonly AccessRequest[] => [
    entityAccess(scope, action, { kind: 'user', row: loaded.user, name: loaded.name }, () => [
      ...resourceTagKeys(loaded.user),
      ...(more?.(input, loaded) ?? []),
    ]),
  ];
}

/** The boundary that the user has now, for the operations that have its key. */
export function ownBoundary(_input: unknown, { boundaryArn }: LoadedUser): readonly Entry[] {
  return [boundaryKey(boundaryArn)];
}

/** The keys of attaching and detaching: the policy, and the boundary that the user has now. */
export function attachmentKeys(
  { PolicyArn }: { readonly PolicyArn?: string | undefined },
  { boundaryArn }: LoadedUser,
): readonly Entry[] {
  return [policyArnKey(PolicyArn), boundaryKey(boundaryArn)];
}

/**
 * The user, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity
 */
export function existingUser({ user, name = '' }: LoadedUser): UserRow {
  if (user === undefined) throw notFound('user', name);
  return user;
}

/**
 * Begins a change of the user.
 *
 * @throws AwsError NoSuchEntity; Stale when somebody changed the user meanwhile
 */
export function changeUser(scope: Scope, writer: Writer, loaded: LoadedUser): Promise<UserRow> {
  return changeUnchanged(scope, writer, existingUser(loaded), findUserById);
}
