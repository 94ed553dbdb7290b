import { randomBytes } from 'node:crypto';
import { openKeyring } from '../keys/keyring.ts';
import type { Keyring } from '../keys/keyring.ts';
import { RootKeyAway, RootKeyRefused } from '../keys/root-key.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import type { Database } from '../storage/database.ts';
import { keyringStore } from './keyring-store.ts';
import { rootKeyProvider } from './root-key-provider.ts';
import type { RootKeyChoice } from './root-key-provider.ts';
import { wrapOldMaterial } from './wrap-old-material.ts';

/**
 * Opens the key hierarchy with the root key that the options name; the first start makes it. The root key has left the
 * memory when this resolves.
 *
 * @throws RootKeyRefused when the root key is missing or not the one of this database; nothing is changed then.
 *   RootKeyAway, RootKeySealed when another attempt may succeed; never in a database that holds nothing yet
 */
export async function openKeys(options: RootKeyChoice, database: Database): Promise<Keyring> {
  return openKeysWith(await rootKeyProvider(options), database);
}

/** The same with a provider. */
export async function openKeysWith(provider: RootKeyProvider, database: Database): Promise<Keyring> {
  const store = keyringStore(database);
  const isNew = (await store.load()) === undefined;
  const keyring = await openKeyring(provider, store, randomBytes).catch((error: unknown) => {
    // There is nothing yet that a server could wait for.
    if (isNew && error instanceof RootKeyAway) throw new RootKeyRefused('missing', error.message, { cause: error });
    throw error;
  });
  await wrapOldMaterial(database, keyring);
  keyring.forgetRootKey();
  return keyring;
}
