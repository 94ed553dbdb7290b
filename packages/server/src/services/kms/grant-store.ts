/** The SQL of grants. */
import type { Reader, Writer } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { KeyRow } from './store.ts';
import { forgetKey } from './store.ts';

/** A grant as it is stored. */
export interface GrantRow {
  /** 64 hexadecimal digits. */
  readonly grant_id: string;
  readonly key_id: string;
  /** Null: it has none. */
  readonly name: string | null;
  /** Milliseconds since 1970. */
  readonly created_at: number;
  /** The account whose identity made the grant. */
  readonly issuing_account: string;
  /** An ARN, or the name of a service. */
  readonly grantee: string;
  /** The unique id of the user or role that the ARN meant when the grant was made; null: it meant none. */
  readonly grantee_id: string | null;
  readonly retiring: string | null;
  readonly retiring_id: string | null;
  /** JSON: a list of operations, in the order in which they were asked for. */
  readonly operations: string;
  /** JSON, see `Constraints`; null: none. */
  readonly constraints: string | null;
}

/** A grant with the place of its key. */
export type PlacedGrantRow = GrantRow & Pick<KeyRow, 'account_id' | 'region'>;

/** The grants on a key for one of these grantees. */
export function findGrantsOf(
  reader: Reader,
  keyId: string,
  [first, second, third]: readonly [string, string, string],
): Promise<GrantRow[]> {
  return reader.all<GrantRow>(sql`
    select grant_id, key_id, name, created_at, issuing_account, grantee, grantee_id, retiring, retiring_id, operations,
      constraints
    from kms_grant
    where key_id = ${keyId}
      and grantee in (${first}, ${second}, ${third})
    order by grant_id`);
}

export function findGrant(reader: Reader, keyId: string, grantId: string): Promise<GrantRow | undefined> {
  return reader.get<GrantRow>(sql`
    select grant_id, key_id, name, created_at, issuing_account, grantee, grantee_id, retiring, retiring_id, operations,
      constraints
    from kms_grant
    where grant_id = ${grantId}
      and key_id = ${keyId}`);
}

/** A grant on this key of this name that says the same in all else; the oldest. */
export function findSameGrant(
  reader: Reader,
  grant: Omit<GrantRow, 'grant_id' | 'created_at'>,
): Promise<Pick<GrantRow, 'grant_id'> | undefined> {
  return reader.get<Pick<GrantRow, 'grant_id'>>(sql`
    select grant_id
    from kms_grant
    where key_id = ${grant.key_id}
      and grantee = ${grant.grantee}
      and name = ${grant.name}
      and issuing_account = ${grant.issuing_account}
      and coalesce(grantee_id, '') = ${grant.grantee_id ?? ''}
      and coalesce(retiring, '') = ${grant.retiring ?? ''}
      and coalesce(retiring_id, '') = ${grant.retiring_id ?? ''}
      and operations = ${grant.operations}
      and coalesce(constraints, '') = ${grant.constraints ?? ''}
    order by created_at, grant_id
    limit 1`);
}

/** A page of the grants on a key, by id; those of one id or one grantee if that is asked for. */
export function listGrantRows(
  reader: Reader,
  { keyId, grantId, grantee }: { readonly keyId: string; readonly grantId?: string; readonly grantee?: string },
  after: string,
  limit: number,
): Promise<PlacedGrantRow[]> {
  return reader.all<PlacedGrantRow>(sql`
    select g.grant_id, g.key_id, g.name, g.created_at, g.issuing_account, g.grantee, g.grantee_id, g.retiring,
      g.retiring_id, g.operations, g.constraints, k.account_id, k.region
    from kms_grant g
    join kms_key k on k.key_id = g.key_id
    where g.key_id = ${keyId}
      and g.grant_id > ${after}${grantId === undefined ? sql`` : sql` and g.grant_id = ${grantId}`}${
        grantee === undefined ? sql`` : sql` and g.grantee = ${grantee}`
      }
    order by g.grant_id
    limit ${limit}`);
}

/** A page of the grants on keys of a region, of whatever account, that a principal may retire. */
export function listRetirableRows(
  reader: Reader,
  { region, retiring }: { readonly region: string; readonly retiring: string },
  after: string,
  limit: number,
): Promise<PlacedGrantRow[]> {
  return reader.all<PlacedGrantRow>(sql`
    select g.grant_id, g.key_id, g.name, g.created_at, g.issuing_account, g.grantee, g.grantee_id, g.retiring,
      g.retiring_id, g.operations, g.constraints, k.account_id, k.region
    from kms_grant g
    join kms_key k on k.key_id = g.key_id
    where g.retiring = ${retiring}
      and g.grant_id > ${after}
      and k.region = ${region}
    order by g.grant_id
    limit ${limit}`);
}

type PlacedKey = Pick<KeyRow, 'key_id' | 'account_id' | 'region'>;

/** Stores a grant on a key that the writer has locked. */
export async function insertGrant(writer: Writer, key: PlacedKey, grant: GrantRow): Promise<void> {
  await forgetKey(writer, key);
  await writer.run(sql`
    insert into kms_grant (
      grant_id, key_id, name, created_at, issuing_account, grantee, grantee_id, retiring, retiring_id, operations,
      constraints
    )
    values (
      ${grant.grant_id}, ${key.key_id}, ${grant.name}, ${grant.created_at}, ${grant.issuing_account}, ${grant.grantee},
      ${grant.grantee_id}, ${grant.retiring}, ${grant.retiring_id}, ${grant.operations}, ${grant.constraints}
    )`);
  await writer.run(sql`
    update kms_key
    set grant_count = grant_count + 1
    where key_id = ${key.key_id}`);
}

/** Ends a grant; false and nothing when it is gone already. */
export async function deleteGrant(writer: Writer, key: PlacedKey, grantId: string): Promise<boolean> {
  await forgetKey(writer, key);
  const { changes } = await writer.run(sql`
    delete from kms_grant
    where grant_id = ${grantId}
      and key_id = ${key.key_id}`);
  if (changes === 0) return false;
  await writer.run(sql`
    update kms_key
    set grant_count = grant_count - 1
    where key_id = ${key.key_id}`);
  return true;
}
