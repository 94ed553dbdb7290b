import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import type { AccountRow } from './account-store.ts';

export interface AccessKeyRow {
  readonly access_key_id: string;
  readonly account_id: string;
  /** The secret access key, sealed under the internal key. */
  readonly secret: Uint8Array;
}

/** An access key with what is known of its account and of the user who has it. */
export interface FoundAccessKey extends AccessKeyRow, Pick<AccountRow, 'aws_partition'> {
  readonly status: 'Active' | 'Inactive';
  /** These three are null for a key of the account's root user. */
  readonly user_id: string | null;
  readonly user_name: string | null;
  readonly user_path: string | null;
  /** The account's identity epoch at the moment of this very read, see `identities/epoch-store.ts`. */
  readonly identity_epoch: number;
}

/** The access key of this id, unless its account is closed: then it is nobody's. */
export function findAccessKey(reader: Reader, accessKeyId: string): Promise<FoundAccessKey | undefined> {
  return reader.get<FoundAccessKey>(sql`
    select k.access_key_id, k.account_id, k.secret, a.aws_partition, k.status, k.user_id, u.name as user_name,
      u.path as user_path, coalesce(e.epoch, 0) as identity_epoch
    from access_key k
    join account a on a.account_id = k.account_id
    left join iam_user u on u.id = k.user_id
    left join identity_epoch e on e.account_id = k.account_id
    where k.access_key_id = ${accessKeyId}
      and a.status = 'ACTIVE'`);
}

/** Replaces the root user's keys of an account by this one. */
export async function replaceRootKey(writer: Writer, key: AccessKeyRow, now: number): Promise<void> {
  await writer.run(sql`delete from access_key where account_id = ${key.account_id} and user_id is null`);
  await writer.run(sql`
    insert into access_key (access_key_id, account_id, secret, created_at)
    values (${key.access_key_id}, ${key.account_id}, ${key.secret}, ${now})`);
}
