/** The SQL of aliases. */
import type { Reader, Writer } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { KeyRow } from './store.ts';
import { forgetKey } from './store.ts';

export interface AliasRow {
  readonly account_id: string;
  readonly region: string;
  /** With its prefix: `alias/aws/secretsmanager`. */
  readonly name: string;
  readonly key_id: string;
  readonly created_at: number;
  /** When it was given to another key; null: never. */
  readonly updated_at: number | null;
}

/** Where a name means an alias: names are unique in an account's region. */
type NamedAlias = Pick<AliasRow, 'account_id' | 'region' | 'name'>;

export function findAlias(reader: Reader, alias: NamedAlias): Promise<AliasRow | undefined> {
  return reader.get<AliasRow>(sql`
    select account_id, region, name, key_id, created_at, updated_at
    from kms_alias
    where account_id = ${alias.account_id}
      and region = ${alias.region}
      and name = ${alias.name}`);
}

/** A page of the aliases of an account's region, by name; those of one key if it is given. */
export function listAliases(
  reader: Reader,
  { accountId, region, keyId }: { readonly accountId: string; readonly region: string; readonly keyId?: string },
  after: string,
  limit: number,
): Promise<AliasRow[]> {
  return reader.all<AliasRow>(sql`
    select account_id, region, name, key_id, created_at, updated_at
    from kms_alias
    where account_id = ${accountId}
      and region = ${region}
      and name > ${after}${keyId === undefined ? sql`` : sql` and key_id = ${keyId}`}
    order by name
    limit ${limit}`);
}

/** The aliases of an account's default keys, in all regions: AWS keeps `alias/aws/` for them. */
export function listDefaultAliases(reader: Reader, accountId: string): Promise<Pick<AliasRow, 'region' | 'name'>[]> {
  return reader.all<Pick<AliasRow, 'region' | 'name'>>(sql`
    select region, name
    from kms_alias
    where account_id = ${accountId}
      and name like 'alias/aws/%'`);
}

/** Gives a key of the same place a new name; false and nothing when the name is taken. */
export async function insertAlias(writer: Writer, alias: Omit<AliasRow, 'updated_at'>): Promise<boolean> {
  await forgetKey(writer, alias, alias.name);
  const { changes } = await writer.run(sql`
    insert into kms_alias (account_id, region, name, key_id, created_at)
    values (${alias.account_id}, ${alias.region}, ${alias.name}, ${alias.key_id}, ${alias.created_at})
    on conflict (account_id, region, name) do nothing`);
  return changes === 1;
}

/** Gives an alias to another key of the same place; false and nothing when it is not the first key's any more. */
export async function moveAlias(
  writer: Writer,
  name: string,
  { from, to, now }: { readonly from: AliasKey; readonly to: AliasKey; readonly now: number },
): Promise<boolean> {
  await forgetKey(writer, from, name);
  await forgetKey(writer, to, name);
  const { changes } = await writer.run(sql`
    update kms_alias
    set key_id = ${to.key_id}, updated_at = ${now}
    where account_id = ${from.account_id}
      and region = ${from.region}
      and name = ${name}
      and key_id = ${from.key_id}`);
  return changes === 1;
}

/** Takes a name from a key; false when it is not the key's any more. */
export async function deleteAliasRow(writer: Writer, key: AliasKey, name: string): Promise<boolean> {
  await forgetKey(writer, key, name);
  const { changes } = await writer.run(sql`
    delete from kms_alias
    where account_id = ${key.account_id}
      and region = ${key.region}
      and name = ${name}
      and key_id = ${key.key_id}`);
  return changes === 1;
}

type AliasKey = Pick<KeyRow, 'key_id' | 'account_id' | 'region'>;
