/** Which KMS key a request means. */
import { AwsError } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import type { KeyRow } from './store.ts';
import { findAlias, findKey } from './store.ts';

export interface LoadedKey {
  readonly key: KeyRow | undefined;
  /** The key's ARN, or what a policy is asked about when there is no such key. */
  readonly resource: string | undefined;
  readonly accountId: string;
  /** How AWS says that there is no such key. */
  readonly absence: string;
}

/** Keys by id: no row of a key ever changes. */
export class Keys {
  readonly #known = new Map<string, KeyRow>();

  /** By key id (a UUID). */
  async byId(scope: Scope, keyId: string): Promise<KeyRow | undefined> {
    const known = this.#known.get(keyId);
    if (known !== undefined) return known;
    const row = await findKey(scope.reader, keyId);
    if (row !== undefined) {
      if (this.#known.size >= MAX_KNOWN) this.#known.clear();
      this.#known.set(keyId, row);
    }
    return row;
  }

  /** By key id alone, as a ciphertext names its key. */
  async loadById(scope: Scope, keyId: string): Promise<LoadedKey> {
    const { accountId, region } = scope;
    const row = await this.byId(scope, keyId);
    const key = row?.account_id === accountId && row.region === region ? row : undefined;
    return { key, resource: key && keyArn(scope, key), accountId, absence: '' };
  }

  /** By key id, key ARN, alias name or alias ARN. */
  async load(scope: Scope, keyId: string | undefined): Promise<LoadedKey> {
    const none = { key: undefined, accountId: scope.accountId };
    if (keyId === undefined) return { ...none, resource: undefined, absence: '' };
    const wanted = readKeyId(scope, keyId);
    if (wanted === undefined) return { ...none, resource: keyId, absence: `Invalid keyId '${keyId}'` };
    const { accountId, region, arn } = wanted;
    const alias =
      wanted.alias === undefined || region !== scope.region
        ? undefined
        : await findAlias(scope.reader, { account_id: accountId, region, name: wanted.alias });
    const id = wanted.alias === undefined ? wanted.id : alias?.key_id;
    const row = id === undefined ? undefined : await this.byId(scope, id);
    const isHere =
      row !== undefined && row.account_id === accountId && row.region === region && region === scope.region;
    const absence = wanted.alias === undefined ? `Key '${arn}' does not exist` : `Alias ${arn} is not found.`;
    if (!isHere) return { key: undefined, resource: arn, accountId, absence };
    return { key: row, resource: keyArn(scope, row), accountId, absence };
  }
}

const MAX_KNOWN = 10_000;

export function keyArn(scope: Pick<Scope, 'partition'>, key: KeyRow): string {
  return `arn:${scope.partition}:kms:${key.region}:${key.account_id}:key/${key.key_id}`;
}

/** @throws AwsError NotFoundException */
export function existingKey(loaded: LoadedKey): KeyRow {
  if (loaded.key === undefined) throw new AwsError('NotFoundException', loaded.absence);
  return loaded.key;
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
  if (resource.startsWith('alias/') && isAliasName(resource)) return { ...home, arn, alias: resource };
  const id = resource.startsWith('key/') ? resource.slice('key/'.length) : '';
  return UUID.test(id) ? { ...home, arn, id } : undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function isAliasName(text: string): boolean {
  return text.length <= 256 && /^alias\/[a-zA-Z0-9/_-]+$/.test(text);
}
