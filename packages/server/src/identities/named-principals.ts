import type { Policy, PrincipalEntry } from '@coffer/policy';
import type { Reader } from '../storage/database.ts';
import { findAccountIds } from './account-ids-store.ts';
import { entityArn } from './arns.ts';
import { findRole, findRoleById } from './role-store.ts';
import { findUser, findUserById } from './user-store.ts';

/** Unique ids of users and roles by their ARNs. */
export type UniqueIds = ReadonlyMap<string, string>;

/** Whom a policy names: everybody is there, or this entry of it names nobody. */
export type NamedPrincipals =
  | { readonly ok: true; readonly ids: UniqueIds }
  | { readonly ok: false; readonly nobody: PrincipalEntry };

/**
 * Finds those whom a policy names. AWS refuses names that nobody has, and remembers who had them, so that a user or role
 * that is made again under the name of a deleted one does not get its access. Principals of accounts that this
 * deployment does not have are taken on trust: nobody here can tell. A unique id stands in a policy for somebody who was
 * deleted, and canonical ids are those of another service.
 */
export function findNamedPrincipals(reader: Reader, policy: Policy, partition: string): Promise<NamedPrincipals> {
  const entries = policy.statements.flatMap(({ principals }) => principals?.entries ?? []);
  return findPrincipals(reader, entries, partition);
}

/** Like `findNamedPrincipals`, for principals that are named outside of a policy. */
export async function findPrincipals(
  reader: Reader,
  entries: readonly PrincipalEntry[],
  partition: string,
): Promise<NamedPrincipals> {
  const wrong = entries.find(({ type }) => type === 'unique-id' || type === 'canonical');
  if (wrong !== undefined) return { ok: false, nobody: wrong };
  const named = entries.flatMap(entry => (entry.type === 'arn' ? [{ entry, ...readArn(entry.arn) }] : []));
  const here = new Set(await findAccountIds(reader, new Set(named.map(({ account }) => account))));
  const ids = new Map<string, string>();
  for (const { entry, ...arn } of named) {
    if (arn.partition !== partition) return { ok: false, nobody: entry };
    if (!here.has(arn.account)) continue;
    const found = await find(reader, entry.arn, arn);
    if (found === undefined) return { ok: false, nobody: entry };
    if (found.id !== undefined) ids.set(entry.arn, found.id);
  }
  return { ok: true, ids };
}

/** Those of them who do not exist any more. */
export async function findDeparted(reader: Reader, ids: UniqueIds): Promise<UniqueIds> {
  const gone = new Map<string, string>();
  for (const [arn, id] of ids) {
    const found = (await findUserById(reader, id)) ?? (await findRoleById(reader, id));
    if (found === undefined) gone.set(arn, id);
  }
  return gone;
}

/** Ids as a column holds them; null: none. */
export function storedIds(ids: UniqueIds): string | null {
  return ids.size === 0 ? null : JSON.stringify(Object.fromEntries(ids));
}

/** Ids that a column holds. */
export function idsIn(column: string | null): UniqueIds {
  return new Map(Object.entries(JSON.parse(column ?? '{}') as Record<string, string>)); // what `storedIds` wrote
}

interface NamedByArn {
  readonly partition: string;
  readonly account: string;
  readonly type: string;
  /** Path and name of a user or role; role and session; the name of a federated user. */
  readonly names: readonly string[];
}

/** Takes the ARN of a principal apart; the policy language has checked it. */
function readArn(arn: string): NamedByArn {
  const [, partition = '', , , account = '', resource = ''] = arn.split(':', 6);
  const [type = '', ...names] = resource.split('/');
  return { partition, account, type, names };
}

/** Sessions have no ids: they are found by the role, and federated users by their account. */
async function find(
  reader: Reader,
  arn: string,
  { partition, account, type, names }: NamedByArn,
): Promise<{ readonly id: string | undefined } | undefined> {
  switch (type) {
    case 'user': {
      const user = await findUser(reader, account, names.at(-1) ?? '');
      return user !== undefined && entityArn(partition, 'user', user) === arn ? user : undefined;
    }
    case 'role': {
      const role = await findRole(reader, account, names.at(-1) ?? '');
      return role !== undefined && entityArn(partition, 'role', role) === arn ? role : undefined;
    }
    case 'assumed-role': {
      const role = await findRole(reader, account, names[0] ?? '');
      return role !== undefined && role.name === names[0] ? { id: undefined } : undefined;
    }
    default:
      return { id: undefined };
  }
}
