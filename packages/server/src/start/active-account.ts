import { findAccount } from '../accounts/account-store.ts';
import type { AccountRow } from '../accounts/account-store.ts';
import type { Database } from '../storage/database.ts';
import { accountClosed, noSuchAccount } from './account-errors.ts';

/**
 * An account that may get new credentials.
 *
 * @throws OperatorError for one that is not there or closed
 */
export async function activeAccount(database: Database, accountId: string): Promise<AccountRow> {
  const account = await database.read(reader => findAccount(reader, accountId));
  if (account === undefined) throw noSuchAccount(accountId);
  if (account.status === 'CLOSED') throw accountClosed(accountId);
  return account;
}
