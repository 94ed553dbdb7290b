/** Which KMS key a request means. */
import type { CompiledGrant } from '@coffer/policy';
import { AwsError } from '@coffer/wire';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { CommittedReader } from '../../storage/database.ts';
import { whenKnown } from '../../when-known.ts';
import { claimed, claimedOfService } from './cipher.ts';
import { grantsFor, grantsForStranger } from './grants-for.ts';
import type { KeyRow } from './store.ts';
import { findAnyKey, findKeyByAlias, findKeyOf } from './store.ts';

export interface LoadedKey {
  readonly key: KeyRow | undefined;
  /** The key's ARN, or what a policy is asked about when there is no such key. */
  readonly resource: string | undefined;
  /** What a denial shows instead: of a key of another account no more than was asked for. */
  readonly shownAs?: string | undefined;
  readonly accountId: string;
  /** How AWS says that there is no such key. */
  readonly absence: string;
  /** What a denial says of a ciphertext whose key the caller cannot reach. */
  readonly denial?: string | undefined;
  /** Those of the key's grants that may be about the caller. */
  readonly grants?: readonly CompiledGrant[] | undefined;
}

/**
 * By key id, key ARN, alias name or alias ARN. A key of another account is found by ARN, and its policy decides. Where
 * that lets in neither the caller nor the caller's account, the key is no different from one that is not there.
 *
 * @param ask what has to be allowed with the key
 */
export async function loadKey(
  scope: Scope,
  keyId: string | undefined,
  ask: (loaded: LoadedKey) => AccessRequest,
): Promise<LoadedKey> {
  const loaded = await loadAnyKey(scope, keyId);
  if (loaded.accountId === scope.accountId) return loaded;
  const request = ask(loaded);
  // Both are asked in any case, so that as much is read for a key that is not there.
  const isAllowed = await scope.allows(request);
  const isAccountLetIn = await scope.allows({ ...request, principal: { type: 'root', account: scope.accountId } });
  if (isAllowed || isAccountLetIn) return loaded;
  return { ...loaded, key: undefined, resource: loaded.shownAs ?? loaded.resource };
}

/** Like `loadKey`, but also a key of another account that lets nobody in: for what does not tell. */
export function loadAnyKey(scope: Scope, keyId: string | undefined): Promise<LoadedKey> {
  return load(scope, keyId === undefined ? undefined : readKeyId(scope, keyId), keyId, true);
}

/** For operations that AWS has for keys of the caller's own account alone: nothing is looked for in another one. */
export async function loadOwnKey(scope: Scope, keyId: string | undefined): Promise<LoadedKey> {
  const wanted = keyId === undefined ? undefined : readKeyId(scope, keyId);
  // These operations take no aliases.
  return load(scope, wanted?.alias === undefined ? wanted : undefined, keyId, false);
}

/** By the name of an alias of the caller's account. */
export async function loadOwnAlias(scope: Scope, name: string): Promise<LoadedKey> {
  return load(scope, readKeyId(scope, name), name, false);
}

async function load(
  scope: Scope,
  wanted: WantedKey | undefined,
  keyId: string | undefined,
  findsForeign: boolean,
): Promise<LoadedKey> {
  const { accountId: own, region: here } = scope;
  if (keyId === undefined) return { key: undefined, resource: undefined, accountId: own, absence: '' };
  if (wanted === undefined) {
    return { key: undefined, resource: keyId, accountId: own, absence: `Invalid keyId '${keyId}'` };
  }
  const { accountId, region, arn } = wanted;
  const absence = wanted.alias === undefined ? `Key '${arn}' does not exist` : `Alias ${arn} is not found.`;
  const isForeign = accountId !== own;
  if (region !== here || (isForeign && !findsForeign)) return { key: undefined, resource: arn, accountId, absence };
  const row = await find(scope, wanted, isForeign);
  const found = isForeign ? grantsForStranger(scope, row) : grantsFor(scope, row);
  // Most keys have no grants, and nothing is waited for.
  const grants = found instanceof Promise ? await found : found;
  if (row?.region !== here) return { key: undefined, resource: arn, accountId, absence };
  return {
    key: row,
    resource: knownKeyArn(scope, row),
    shownAs: isForeign ? arn : undefined,
    accountId,
    absence,
    grants,
  };
}

function find(scope: Scope, { accountId, region, alias, id }: WantedKey, isForeign: boolean) {
  const reader = isForeign ? withoutMemory(scope.reader) : scope.reader;
  return alias === undefined
    ? findKeyOf(reader, accountId, id ?? '')
    : findKeyByAlias(reader, { account_id: accountId, region, name: alias });
}

/** Only what exists is remembered: for strangers a key that is there must not be found faster than one that is not. */
function withoutMemory(reader: CommittedReader): CommittedReader {
  return {
    all: statement => reader.all(statement),
    get: statement => reader.get(statement),
    getRemembered: (_name, statement) => reader.get(statement),
  };
}

/**
 * The key that a ciphertext is under. What the caller may not use in another account is no different from what is not
 * there.
 *
 * @param ask what has to be allowed with the key
 */
export function loadKeyOfCiphertext(
  scope: Scope,
  blob: Uint8Array | undefined,
  ask: (loaded: LoadedKey) => AccessRequest,
): LoadedKey | Promise<LoadedKey> {
  const { accountId, region } = scope;
  const claim = scope.via === undefined ? claimed : claimedOfService;
  const under = blob === undefined ? undefined : claim(blob);
  if (under === undefined) return { key: undefined, resource: undefined, accountId, absence: '' };
  return whenKnown(findKeyOf(scope.reader, accountId, under.keyId), own => {
    if (own?.region !== region) return loadStrangersKey(scope, under.keyId, ask);
    return whenKnown(grantsFor(scope, own), grants => {
      return { key: own, resource: knownKeyArn(scope, own), accountId, absence: '', grants };
    });
  });
}

/** What the caller may not use in another account is no different from what is not there. */
async function loadStrangersKey(
  scope: Scope,
  keyId: string,
  ask: (loaded: LoadedKey) => AccessRequest,
): Promise<LoadedKey> {
  const { accountId, region, reader } = scope;
  const foreign = await findAnyKey(reader, keyId);
  const grants = await grantsForStranger(scope, foreign);
  if (foreign !== undefined && foreign.account_id !== accountId && foreign.region === region) {
    const loaded = {
      key: foreign,
      resource: keyArn(scope, foreign),
      accountId: foreign.account_id,
      absence: '',
      grants,
    };
    if (await scope.allows(ask(loaded))) return loaded;
  }
  return UNREACHABLE;
}

/** AWS's words. The key is nobody's, so that no policy of the caller's own allows it. */
const UNREACHABLE: LoadedKey = {
  key: undefined,
  resource: undefined,
  accountId: '',
  absence: '',
  denial:
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
};

export function keyArn(scope: Pick<Scope, 'partition'>, key: Pick<KeyRow, 'region' | 'account_id' | 'key_id'>): string {
  return `arn:${scope.partition}:kms:${key.region}:${key.account_id}:key/${key.key_id}`;
}

/** A row never changes, and one that is remembered is asked for many times. */
const arns = new WeakMap<KeyRow, string>();

/** `keyArn` for a key of the scope's own region. */
function knownKeyArn(scope: Scope, key: KeyRow): string {
  const known = arns.get(key);
  if (known !== undefined) return known;
  const arn = keyArn(scope, key);
  arns.set(key, arn);
  return arn;
}

/** @throws AwsError NotFoundException */
export function existingKey(loaded: LoadedKey): KeyRow {
  if (loaded.key === undefined) throw new AwsError('NotFoundException', loaded.absence);
  return loaded.key;
}

/**
 * Checks the key that a request names beside a ciphertext.
 *
 * @throws AwsError NotFoundException for one that is not there, IncorrectKeyException for another one and for whatever is
 * named in another account
 */
export async function assertNamed(scope: Scope, keyId: string | undefined, key: KeyRow): Promise<void> {
  if (keyId === undefined) return;
  const named = await loadAnyKey(scope, keyId);
  if (named.key === undefined && named.accountId === scope.accountId) existingKey(named);
  if (named.key?.key_id !== key.key_id) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
}

interface WantedKey {
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
  readonly id?: string;
  readonly alias?: string;
}

function readKeyId(scope: Scope, keyId: string): WantedKey | undefined {
  const [arn, partition, service, region, accountId, resource, ...rest] = keyId.split(':', 7);
  if (arn === 'arn' && resource !== undefined && rest.length === 0) {
    if (partition !== scope.partition || service !== 'kms' || region === undefined || accountId === undefined)
      return undefined;
    return wantedIn({ accountId, region }, resource, keyId);
  }
  const home = { accountId: scope.accountId, region: scope.region };
  const name = keyId.startsWith('alias/') ? keyId : `key/${keyId}`;
  return wantedIn(home, name, `arn:${scope.partition}:kms:${scope.region}:${scope.accountId}:${name}`);
}

function wantedIn(home: { accountId: string; region: string }, resource: string, arn: string): WantedKey | undefined {
  if (isAliasName(resource)) return { ...home, arn, alias: resource };
  const id = resource.startsWith('key/') ? resource.slice('key/'.length) : '';
  return UUID.test(id) ? { ...home, arn, id } : undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can name an alias, with its prefix. */
export function isAliasName(text: string): boolean {
  return text.length <= 256 && /^alias\/[a-zA-Z0-9/_-]+$/.test(text);
}
