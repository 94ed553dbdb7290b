/** The SQL of accounts. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

export interface AccountRow {
  /** 12 digits. */
  readonly account_id: string;
  /** What people call it; null: nothing. */
  readonly name: string | null;
  /** The words of AWS Organizations. A closed account's keys are nobody's; its data stay. */
  readonly status: 'ACTIVE' | 'CLOSED';
  /** `aws`, `aws-cn`, ...: of its principals' ARNs, in whatever region they call. */
  readonly aws_partition: string;
  /** 1: made by the first start of a server; there is exactly one. */
  readonly is_first: number;
  readonly created_at: number;
  readonly closed_at: number | null;
}

export function findAccount(reader: Reader, accountId: string): Promise<AccountRow | undefined> {
  return reader.get<AccountRow>(sql`
    select account_id, name, status, aws_partition, is_first, created_at, closed_at
    from account
    where account_id = ${accountId}`);
}

/** The account that the first start made; undefined before it. */
export function findFirstAccount(reader: Reader): Promise<AccountRow | undefined> {
  return reader.get<AccountRow>(sql`
    select account_id, name, status, aws_partition, is_first, created_at, closed_at
    from account
    where is_first = 1`);
}

/** All accounts, closed ones too, the first one first and the others by their ids. */
export function listAccounts(reader: Reader): Promise<AccountRow[]> {
  return reader.all<AccountRow>(sql`
    select account_id, name, status, aws_partition, is_first, created_at, closed_at
    from account
    order by is_first desc, account_id`);
}

/** Stores a new account. Throws `UniqueViolation` when there is one of this id, or a first one already. */
export async function insertAccount(
  writer: Writer,
  account: Pick<AccountRow, 'account_id' | 'name' | 'aws_partition' | 'is_first' | 'created_at'>,
): Promise<void> {
  await writer.run(sql`
    insert into account (account_id, name, aws_partition, is_first, created_at)
    values (
      ${account.account_id}, ${account.name}, ${account.aws_partition}, ${account.is_first}, ${account.created_at}
    )`);
}

/** Closes an account; false and nothing when it is not there, closed already, or the first one. */
export async function markClosed(writer: Writer, accountId: string, now: number): Promise<boolean> {
  const { changes } = await writer.run(sql`
    update account
    set status = 'CLOSED', closed_at = ${now}
    where account_id = ${accountId}
      and status = 'ACTIVE'
      and is_first = 0`);
  return changes === 1;
}
