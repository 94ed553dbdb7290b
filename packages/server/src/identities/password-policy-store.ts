/** The SQL of accounts' rules for passwords. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

/** Flags are 0 and 1. */
export interface PasswordPolicyRow {
  readonly minimum_length: number;
  readonly require_symbols: number;
  readonly require_numbers: number;
  readonly require_uppercase: number;
  readonly require_lowercase: number;
  readonly allow_users_to_change: number;
  /** Null: passwords do not expire. */
  readonly max_age_days: number | null;
  /** How many of the newest passwords may not come again; null: any may. */
  readonly reuse_prevention: number | null;
  /** Whether an expired password can be changed by an administrator only; null: nobody said. */
  readonly hard_expiry: number | null;
}

/** Undefined: the account has no rules of its own. */
export function findPasswordPolicy(reader: Reader, accountId: string): Promise<PasswordPolicyRow | undefined> {
  return reader.get<PasswordPolicyRow>(sql`
    select minimum_length, require_symbols, require_numbers, require_uppercase, require_lowercase,
      allow_users_to_change, max_age_days, reuse_prevention, hard_expiry
    from iam_password_policy
    where account_id = ${accountId}`);
}

/** Stores an account's rules in place of those that it has. */
export async function putPasswordPolicy(writer: Writer, accountId: string, policy: PasswordPolicyRow): Promise<void> {
  await deletePasswordPolicyRow(writer, accountId);
  await writer.run(sql`
    insert into iam_password_policy (
      account_id, minimum_length, require_symbols, require_numbers, require_uppercase, require_lowercase,
      allow_users_to_change, max_age_days, reuse_prevention, hard_expiry
    )
    values (
      ${accountId}, ${policy.minimum_length}, ${policy.require_symbols}, ${policy.require_numbers},
      ${policy.require_uppercase}, ${policy.require_lowercase}, ${policy.allow_users_to_change},
      ${policy.max_age_days}, ${policy.reuse_prevention}, ${policy.hard_expiry}
    )`);
}

/** Whether there were rules. */
export async function deletePasswordPolicyRow(writer: Writer, accountId: string): Promise<boolean> {
  const { changes } = await writer.run(sql`delete from iam_password_policy where account_id = ${accountId}`);
  return changes > 0;
}
