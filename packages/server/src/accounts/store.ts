import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

export interface AccessKeyRow {
  readonly access_key_id: string;
  readonly account_id: string;
  /** The secret access key, sealed under the internal key. */
  readonly secret: Uint8Array;
}

export function findAccessKey(reader: Reader, accessKeyId: string): Promise<AccessKeyRow | undefined> {
  return reader.get<AccessKeyRow>(sql`
    select access_key_id, account_id, secret
    from access_key
    where access_key_id = ${accessKeyId}`);
}

export async function insertAccount(writer: Writer, accountId: string, now: number): Promise<void> {
  await writer.run(sql`insert into account (account_id, created_at) values (${accountId}, ${now})`);
}

export function findAccount(reader: Reader, accountId: string): Promise<{ account_id: string } | undefined> {
  return reader.get<{ account_id: string }>(sql`select account_id from account where account_id = ${accountId}`);
}

export function listAccounts(reader: Reader): Promise<{ account_id: string }[]> {
  return reader.all<{ account_id: string }>(sql`select account_id from account order by account_id`);
}

/** Replaces the root user's keys of an account by this one. */
export async function replaceRootKey(writer: Writer, key: AccessKeyRow, now: number): Promise<void> {
  await writer.run(sql`delete from access_key where account_id = ${key.account_id}`);
  await writer.run(sql`
    insert into access_key (access_key_id, account_id, secret, created_at)
    values (${key.access_key_id}, ${key.account_id}, ${key.secret}, ${now})`);
}
