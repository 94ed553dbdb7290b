import type { Clock, Random } from '../clock.ts';
import type { Keyring } from '../keys/keyring.ts';
import { listDefaultAliases } from '../services/kms/alias-store.ts';
import { DEFAULT_KEYS, ensureDefaultKey } from '../services/kms/default-key.ts';
import type { Database } from '../storage/database.ts';

/**
 * Makes an account's default keys in these regions where they are missing: with the account, and at a start for regions
 * that are new. One statement tells what is there, so that many accounts do not make a start slow.
 */
export async function ensureDefaultKeys(
  parts: { readonly database: Database; readonly keyring: Keyring; readonly clock: Clock; readonly random: Random },
  accountId: string,
  regions: readonly string[],
): Promise<void> {
  const aliases = await parts.database.read(reader => listDefaultAliases(reader, accountId));
  const present = new Set(aliases.map(({ region, name }) => `${region} ${name}`));
  for (const region of regions) {
    for (const key of DEFAULT_KEYS) {
      if (!present.has(`${region} ${key.alias}`)) await ensureDefaultKey(parts, accountId, region, key);
    }
  }
}

/** The regions in which an account has default keys: those that servers of this database serve, or have served. */
export async function regionsWithKeys(database: Database, accountId: string): Promise<readonly string[]> {
  const aliases = await database.read(reader => listDefaultAliases(reader, accountId));
  return [...new Set(aliases.map(({ region }) => region))];
}
