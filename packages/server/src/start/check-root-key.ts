import { tryRecord } from '../keys/keyring.ts';
import { RootKeyAway } from '../keys/root-key.ts';
import type { Database } from '../storage/database.ts';
import { loadEarlierRecord } from './keyring-store.ts';
import { rootKeyProvider } from './root-key-provider.ts';
import type { RootKeyChoice } from './root-key-provider.ts';

/**
 * Whether a database of an earlier program may be changed: a start that its root key would end must leave it to that
 * program. Where people must be asked, or what holds the root key is away, nothing is known and nothing refused.
 *
 * @throws RootKeyRefused, OperatorError as a start does
 */
export async function checkRootKey(choice: RootKeyChoice, database: Database): Promise<void> {
  const record = await database.read(loadEarlierRecord);
  if (record === undefined) return;
  const provider = await rootKeyProvider(choice);
  if (!provider.isUnattended) return;
  try {
    await tryRecord(record, provider);
  } catch (error) {
    if (!(error instanceof RootKeyAway)) throw error;
  }
}
