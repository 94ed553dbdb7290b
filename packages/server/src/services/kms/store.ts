/** The SQL of KMS keys, their backing keys and aliases. */
import type { Reader, Writer } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';

/** A KMS key as it is stored. Nothing of it changes once it is made. */
export interface KeyRow {
  /** A UUID. */
  readonly key_id: string;
  readonly account_id: string;
  readonly region: string;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly description: string;
  readonly created_at: number;
}

export interface BackingKeyRow {
  readonly key_id: string;
  /** 1 for the material that the key was made with. */
  readonly version: number;
  /** 32 bytes under the root key. */
  readonly material: Uint8Array;
  readonly created_at: number;
}

export interface AliasRow {
  readonly account_id: string;
  readonly region: string;
  readonly name: string;
  readonly key_id: string;
  readonly created_at: number;
}

export function findKey(reader: Reader, keyId: string): Promise<KeyRow | undefined> {
  return reader.get<KeyRow>(sql`
    select key_id, account_id, region, manager, description, created_at
    from kms_key
    where key_id = ${keyId}`);
}

export function findAlias(
  reader: Reader,
  alias: Pick<AliasRow, 'account_id' | 'region' | 'name'>,
): Promise<AliasRow | undefined> {
  return reader.get<AliasRow>(sql`
    select account_id, region, name, key_id, created_at
    from kms_alias
    where account_id = ${alias.account_id}
      and region = ${alias.region}
      and name = ${alias.name}`);
}

export function findBackingKey(reader: Reader, keyId: string, version: number): Promise<BackingKeyRow | undefined> {
  return reader.get<BackingKeyRow>(sql`
    select key_id, version, material, created_at
    from kms_backing_key
    where key_id = ${keyId}
      and version = ${version}`);
}

/** The newest backing key: what new ciphertexts are made under. */
export function newestBackingVersion(reader: Reader, keyId: string): Promise<{ version: number } | undefined> {
  return reader.get<{ version: number }>(sql`
    select version
    from kms_backing_key
    where key_id = ${keyId}
    order by version desc
    limit 1`);
}

/** Stores a key with its first backing key and its alias; false and nothing when the alias is there already. */
export async function insertKey(
  writer: Writer,
  key: KeyRow,
  backing: BackingKeyRow,
  alias: AliasRow,
): Promise<boolean> {
  if ((await findAlias(writer, alias)) !== undefined) return false;
  await writer.run(sql`
    insert into kms_key (key_id, account_id, region, manager, description, created_at)
    values (${key.key_id}, ${key.account_id}, ${key.region}, ${key.manager}, ${key.description}, ${key.created_at})`);
  await writer.run(sql`
    insert into kms_backing_key (key_id, version, material, created_at)
    values (${backing.key_id}, ${backing.version}, ${backing.material}, ${backing.created_at})`);
  await writer.run(sql`
    insert into kms_alias (account_id, region, name, key_id, created_at)
    values (${alias.account_id}, ${alias.region}, ${alias.name}, ${alias.key_id}, ${alias.created_at})`);
  return true;
}
