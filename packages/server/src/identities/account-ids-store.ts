/** The SQL that asks which accounts there are. */
import type { Reader } from '../storage/database.ts';
import { join, sql } from '../storage/sql.ts';

/** Which of these accounts this deployment has. */
export async function findAccountIds(reader: Reader, accountIds: ReadonlySet<string>): Promise<readonly string[]> {
  if (accountIds.size === 0) return [];
  const wanted = join(Array.from(accountIds, accountId => sql`${accountId}`));
  const rows = await reader.all<{ account_id: string }>(sql`
    select account_id
    from account
    where account_id in (${wanted})`);
  return rows.map(row => row.account_id);
}
