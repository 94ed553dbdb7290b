/** The SQL of KMS keys and their backing keys. */
import type { CommittedReader, Reader, Writer } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { AliasRow } from './alias-store.ts';
import type { KeySpec, KeyUsage } from './key-specs.ts';

/** A KMS key as it is stored, with what belongs to it. Times are milliseconds since 1970. */
export interface KeyRow {
  /** A UUID. */
  readonly key_id: string;
  readonly account_id: string;
  readonly region: string;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly description: string;
  readonly created_at: number;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  /** When the waiting period ends; null: no deletion is scheduled. */
  readonly deletion_at: number | null;
  /** The key policy as it was given; null: the one that AWS gives to keys of this kind. */
  readonly policy: string | null;
  /** JSON: the unique ids, by ARN, of the users and roles that the policy named when it was stored; null: none. */
  readonly policy_ids: string | null;
  /** JSON: a list of `TagKey` and `TagValue`. */
  readonly tags: string;
  readonly revision: number;
  readonly key_spec: KeySpec;
  readonly key_usage: KeyUsage;
  /** Days from one automatic rotation to the next; null: the key is not rotated automatically. */
  readonly rotation_period: number | null;
  /** When the next automatic rotation is due. */
  readonly next_rotation_at: number | null;
  /** How many grants the key has. */
  readonly grant_count: number;
  /** The newest backing key: what new ciphertexts are made under. */
  readonly backing_version: number;
  /** Names of the key's aliases with a blank between them; null: it has none. */
  readonly aliases: string | null;
}

/** A key that is not there yet; what is left out is as AWS makes it. */
export type NewKeyRow = Pick<KeyRow, 'key_id' | 'account_id' | 'region' | 'manager' | 'description' | 'created_at'> &
  Partial<
    Pick<KeyRow, 'policy' | 'policy_ids' | 'tags' | 'rotation_period' | 'next_rotation_at' | 'key_spec' | 'key_usage'>
  >;

export interface BackingKeyRow {
  readonly key_id: string;
  /** 1 for the material that the key was made with. */
  readonly version: number;
  /** 32 bytes under the root key, or what key-material.ts says of the key's spec. */
  readonly material: Uint8Array;
  readonly created_at: number;
  /** How the key came to it; null: it was made with it. */
  readonly rotation_type: 'AUTOMATIC' | 'ON_DEMAND' | null;
}

/** A key of an account, in whatever region. It may be remembered: every decryption begins here. */
export function findKeyOf(
  reader: CommittedReader,
  accountId: string,
  keyId: string,
): KeyRow | undefined | Promise<KeyRow | undefined> {
  // The statements are templates without fragments, so that they stay prepared.
  return reader.getRemembered<KeyRow>(
    rememberedKey({ account_id: accountId, key_id: keyId }),
    sql`
    select
      k.key_id, k.account_id, k.region, k.manager, k.description, k.created_at, k.state, k.deletion_at, k.policy,
      k.policy_ids, k.tags, k.revision, k.rotation_period, k.next_rotation_at, k.grant_count, k.key_spec, k.key_usage,
      (select max(b.version) from kms_backing_key b where b.key_id = k.key_id) as backing_version,
      (select string_agg(a.name, ' ') from kms_alias a where a.key_id = k.key_id) as aliases
    from kms_key k
    where k.key_id = ${keyId}
      and k.account_id = ${accountId}`,
  );
}

/** The key that an alias stands for. It may be remembered. */
export function findKeyByAlias(
  reader: CommittedReader,
  alias: Pick<AliasRow, 'account_id' | 'region' | 'name'>,
): KeyRow | undefined | Promise<KeyRow | undefined> {
  return reader.getRemembered<KeyRow>(
    rememberedAlias(alias),
    sql`
    select
      k.key_id, k.account_id, k.region, k.manager, k.description, k.created_at, k.state, k.deletion_at, k.policy,
      k.policy_ids, k.tags, k.revision, k.rotation_period, k.next_rotation_at, k.grant_count, k.key_spec, k.key_usage,
      (select max(b.version) from kms_backing_key b where b.key_id = k.key_id) as backing_version,
      (select string_agg(a.name, ' ') from kms_alias a where a.key_id = k.key_id) as aliases
    from kms_alias named
    join kms_key k on k.key_id = named.key_id
    where named.account_id = ${alias.account_id}
      and named.region = ${alias.region}
      and named.name = ${alias.name}`,
  );
}

/** A key of whatever account. */
export function findAnyKey(reader: Reader, keyId: string): Promise<KeyRow | undefined> {
  return reader.get<KeyRow>(sql`
    select
      k.key_id, k.account_id, k.region, k.manager, k.description, k.created_at, k.state, k.deletion_at, k.policy,
      k.policy_ids, k.tags, k.revision, k.rotation_period, k.next_rotation_at, k.grant_count, k.key_spec, k.key_usage,
      (select max(b.version) from kms_backing_key b where b.key_id = k.key_id) as backing_version,
      (select string_agg(a.name, ' ') from kms_alias a where a.key_id = k.key_id) as aliases
    from kms_key k
    where k.key_id = ${keyId}`);
}

function rememberedKey({ account_id, key_id }: Pick<KeyRow, 'account_id' | 'key_id'>): string {
  return `kms-key ${account_id} ${key_id}`;
}

function rememberedAlias({ account_id, region, name }: Pick<AliasRow, 'account_id' | 'region' | 'name'>): string {
  return `kms-alias ${account_id} ${region} ${name}`;
}

/** INVARIANT: every write that changes a key, a backing key or an alias forgets the key, and the key by each of its names. */
export async function forgetKey(
  writer: Writer,
  key: Pick<KeyRow, 'key_id' | 'account_id' | 'region'>,
  ...names: readonly string[]
): Promise<void> {
  const aliases = await writer.all<Pick<AliasRow, 'name'>>(sql`
    select name
    from kms_alias
    where key_id = ${key.key_id}`);
  writer.forget(rememberedKey(key));
  for (const name of [...names, ...aliases.map(alias => alias.name)]) writer.forget(rememberedAlias({ ...key, name }));
}

/** A page of the keys of an account's region, by id. */
export function listKeyIds(
  reader: Reader,
  home: { readonly accountId: string; readonly region: string },
  after: string,
  limit: number,
): Promise<Pick<KeyRow, 'key_id'>[]> {
  return reader.all<Pick<KeyRow, 'key_id'>>(sql`
    select key_id
    from kms_key
    where account_id = ${home.accountId}
      and region = ${home.region}
      and key_id > ${after}
    order by key_id
    limit ${limit}`);
}

/** How many customer managed keys an account has in a region, whatever their state. */
export async function countCustomerKeys(
  reader: Reader,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): Promise<number> {
  const row = await reader.get<{ found: number }>(sql`
    select count(*) as found
    from kms_key
    where account_id = ${accountId}
      and region = ${region}
      and manager = 'CUSTOMER'`);
  return row?.found ?? 0;
}

/** Locks a key until the commit; is it still what was authorized? */
export async function isUnchanged(writer: Writer, key: Pick<KeyRow, 'key_id' | 'revision'>): Promise<boolean> {
  const row = await writer.get<Pick<KeyRow, 'revision'>>(sql`
    select revision
    from kms_key
    where key_id = ${key.key_id}${writer.forUpdate}`);
  return row?.revision === key.revision;
}

/** A key locked until the commit. */
export function lockKey(
  writer: Writer,
  keyId: string,
): Promise<Pick<KeyRow, 'key_id' | 'account_id' | 'region' | 'state' | 'deletion_at'> | undefined> {
  return writer.get(sql`
    select key_id, account_id, region, state, deletion_at
    from kms_key
    where key_id = ${keyId}${writer.forUpdate}`);
}

/** Stores a changed key under the next revision. */
export async function updateKey(writer: Writer, key: KeyRow): Promise<void> {
  await forgetKey(writer, key);
  await writer.run(sql`
    update kms_key
    set revision = revision + 1,
      description = ${key.description},
      state = ${key.state},
      deletion_at = ${key.deletion_at},
      policy = ${key.policy},
      policy_ids = ${key.policy_ids},
      tags = ${key.tags},
      rotation_period = ${key.rotation_period},
      next_rotation_at = ${key.next_rotation_at}
    where key_id = ${key.key_id}`);
}

/** Stores a key with its first backing key. */
export async function insertKey(writer: Writer, key: NewKeyRow, backing: BackingKeyRow): Promise<void> {
  await writer.run(sql`
    insert into kms_key (
      key_id, account_id, region, manager, description, created_at, policy, policy_ids, tags, rotation_period,
      next_rotation_at, key_spec, key_usage
    )
    values (
      ${key.key_id}, ${key.account_id}, ${key.region}, ${key.manager}, ${key.description}, ${key.created_at},
      ${key.policy ?? null}, ${key.policy_ids ?? null}, ${key.tags ?? '[]'}, ${key.rotation_period ?? null},
      ${key.next_rotation_at ?? null}, ${key.key_spec ?? 'SYMMETRIC_DEFAULT'}, ${key.key_usage ?? 'ENCRYPT_DECRYPT'}
    )`);
  await insertBackingKey(writer, backing);
}

/** Stores another backing key of a key; the writer forgets the key. */
export async function insertBackingKey(writer: Writer, backing: BackingKeyRow): Promise<void> {
  await writer.run(sql`
    insert into kms_backing_key (key_id, version, material, created_at, rotation_type)
    values (
      ${backing.key_id}, ${backing.version}, ${backing.material}, ${backing.created_at}, ${backing.rotation_type}
    )`);
}

/** A key, its material and its aliases are gone: nothing opens what is under it any more. */
export async function deleteKey(writer: Writer, key: Pick<KeyRow, 'key_id' | 'account_id' | 'region'>): Promise<void> {
  await forgetKey(writer, key);
  await writer.run(sql`delete from kms_grant where key_id = ${key.key_id}`);
  await writer.run(sql`delete from kms_alias where key_id = ${key.key_id}`);
  await writer.run(sql`delete from kms_backing_key where key_id = ${key.key_id}`);
  await writer.run(sql`delete from kms_key where key_id = ${key.key_id}`);
}

export function findBackingKey(reader: Reader, keyId: string, version: number): Promise<BackingKeyRow | undefined> {
  return reader.get<BackingKeyRow>(sql`
    select key_id, version, material, created_at, rotation_type
    from kms_backing_key
    where key_id = ${keyId}
      and version = ${version}`);
}
