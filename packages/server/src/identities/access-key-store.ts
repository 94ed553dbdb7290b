/** The SQL of users' access keys. Those of root users, and finding a key by its id, are in `accounts/store.ts`. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import type { KeyUseRow, UserKeyRow } from './rows.ts';

const columns = sql`access_key_id, account_id, user_id, status, created_at`;

/** A user's keys, the oldest first: two at most. */
export function listUserKeys(reader: Reader, userId: string): Promise<UserKeyRow[]> {
  return reader.all<UserKeyRow>(sql`
    select ${columns}
    from access_key
    where user_id = ${userId}
    order by created_at, access_key_id`);
}

/** The keys of an account's root user. */
export function listRootKeys(reader: Reader, accountId: string): Promise<Omit<UserKeyRow, 'user_id'>[]> {
  return reader.all<Omit<UserKeyRow, 'user_id'>>(sql`
    select access_key_id, account_id, status, created_at
    from access_key
    where account_id = ${accountId}
      and user_id is null
    order by created_at, access_key_id`);
}

/** When a key was last used and whose it is. */
export interface KeyUse extends KeyUseRow {
  readonly account_id: string;
  /** Null: the root user's. */
  readonly user_id: string | null;
  readonly user_name: string | null;
  readonly user_path: string | null;
}

export function findKeyUse(reader: Reader, accessKeyId: string): Promise<KeyUse | undefined> {
  return reader.get<KeyUse>(sql`
    select k.account_id, k.user_id, u.name as user_name, u.path as user_path, k.last_used_at, k.last_used_service,
      k.last_used_region
    from access_key k
    left join iam_user u on u.id = k.user_id
    where k.access_key_id = ${accessKeyId}`);
}

/** Stores a new key; its secret is sealed under the internal key. Throws `UniqueViolation` when the id is taken. */
export async function insertUserKey(writer: Writer, key: UserKeyRow, secret: Uint8Array): Promise<void> {
  await writer.run(sql`
    insert into access_key (access_key_id, account_id, user_id, status, secret, created_at)
    values (${key.access_key_id}, ${key.account_id}, ${key.user_id}, ${key.status}, ${secret}, ${key.created_at})`);
}

/** Switches a user's key on or off; whether the user has it. */
export async function updateKeyStatus(
  writer: Writer,
  { userId, accessKeyId }: { readonly userId: string; readonly accessKeyId: string },
  status: UserKeyRow['status'],
): Promise<boolean> {
  const { changes } = await writer.run(sql`
    update access_key
    set status = ${status}
    where access_key_id = ${accessKeyId}
      and user_id = ${userId}`);
  return changes > 0;
}

/** Deletes a user's key; whether the user had it. */
export async function deleteUserKey(
  writer: Writer,
  { userId, accessKeyId }: { readonly userId: string; readonly accessKeyId: string },
): Promise<boolean> {
  const { changes } = await writer.run(sql`
    delete from access_key
    where access_key_id = ${accessKeyId}
      and user_id = ${userId}`);
  return changes > 0;
}

/** Remembers a use; an older one than is known changes nothing. It is no change of identities: the epoch stays. */
export async function recordKeyUse(
  writer: Writer,
  accessKeyId: string,
  use: { readonly at: number; readonly service: string; readonly region: string },
): Promise<void> {
  await writer.run(sql`
    update access_key
    set last_used_at = ${use.at},
      last_used_service = ${use.service},
      last_used_region = ${use.region}
    where access_key_id = ${accessKeyId}
      and (last_used_at is null or last_used_at < ${use.at})`);
}
