import { type CompiledGrant, compileGrant } from '@coffer/policy';
import type { Caller } from '../../pipeline/caller.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { readGrant } from './grant.ts';
import { findGrantsOf } from './grant-store.ts';
import type { KeyRow } from './store.ts';

/** How many callers and grants are remembered for a key, together: whoever may make grants makes as many as they like. */
const MAX_KNOWN = 1_000;

/**
 * The grants on a key whose grantee may be the caller: by itself, by the role or user behind its session, or by its
 * account. Whether they allow something is for the policy engine.
 */
export function grantsFor(scope: Asked, key: KeyRow | undefined): Grants | Promise<Grants> {
  return key === undefined || key.grant_count === 0 ? undefined : find(scope, key);
}

/** For a key of another account: as much is read for a key that is not there, or has no grants. */
export async function grantsForStranger(scope: Asked, key: KeyRow | undefined): Promise<Grants> {
  if (key !== undefined) return find(scope, key);
  await findGrantsOf(scope.reader, '', namesOf(scope.caller, scope.partition));
  return undefined;
}

type Asked = Pick<Scope, 'caller' | 'partition' | 'reader'>;
/** Undefined: there is none. */
type Grants = readonly CompiledGrant[] | undefined;

async function find({ caller, partition, reader }: Asked, key: KeyRow): Promise<Grants> {
  const names = namesOf(caller, partition);
  const name = names.join(' ');
  const remembered = compiled.get(key)?.byName.get(name);
  if (remembered !== undefined) return remembered;
  const grants = (await findGrantsOf(reader, key.key_id, names)).map(row => compileGrant(readGrant(row)));
  remember(key, name, grants);
  return grants;
}

function remember(key: KeyRow, name: string, grants: readonly CompiledGrant[]): void {
  const size = 1 + grants.length;
  if (size > MAX_KNOWN) return;
  const known = compiled.get(key);
  const kept = known === undefined || known.size + size > MAX_KNOWN ? { size: 0, byName: new Map() } : known;
  // Somebody else may have asked for the same meanwhile.
  if (!kept.byName.has(name)) kept.size += size;
  kept.byName.set(name, grants);
  compiled.set(key, kept);
}

interface Known {
  size: number;
  readonly byName: Map<string, readonly CompiledGrant[]>;
}

/**
 * By key and caller. A row that is remembered is the same object until a write forgets it, which every change of a grant
 * does; another row is another object, and finds nothing here.
 */
const compiled = new WeakMap<KeyRow, Known>();

type Names = readonly [string, string, string];

function namesOf(caller: Caller, partition: string): Names {
  const account = `arn:${partition}:iam::${caller.accountId}:root`;
  switch (caller.type) {
    case 'AssumedRole':
      return [caller.arn, caller.role.arn, account];
    case 'FederatedUser':
      return [caller.arn, caller.issuer?.arn ?? account, account];
    case 'AWSService':
      return [caller.service, caller.service, caller.service];
    case 'Root':
    case 'IAMUser':
    case 'WebIdentityUser':
    case 'SAMLUser':
      return [caller.arn, account, account];
  }
}
