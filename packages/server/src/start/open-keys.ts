import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openKeyring } from '../keys/keyring.ts';
import type { Keyring, KeyringRecord, KeyringStore } from '../keys/keyring.ts';
import { rootKeyFromEnvironment } from '../keys/root-key-env.ts';
import { rootKeyFile } from '../keys/root-key-file.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import type { ServerOptions } from '../options.ts';
import type { Database, Reader } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { OperatorError } from '../transport/operator-error.ts';

/**
 * Opens the key hierarchy with the root key that the options name; the first start makes it.
 *
 * @throws RootKeyRefused when the root key is missing or not the one of this database; nothing is changed then
 */
export async function openKeys(options: ServerOptions, database: Database): Promise<Keyring> {
  return openKeyring(rootKeyProvider(options), keyringStore(database), randomBytes);
}

function rootKeyProvider(options: ServerOptions): RootKeyProvider {
  if (options.rootKey === 'file')
    return rootKeyFile(options.rootKeyFile ?? join(options.dataDir, 'root.key'), randomBytes);
  const provider = rootKeyFromEnvironment(process.env, randomBytes);
  if (provider === undefined) {
    throw new OperatorError(
      'the root key is to come from the environment, but neither COFFER_ROOT_KEY nor COFFER_ROOT_KEY_FILE is set',
    );
  }
  return provider;
}

function keyringStore(database: Database): KeyringStore {
  return {
    load: () => database.read(loadRecord),
    create: record =>
      database.write(async writer => {
        await writer.run(sql`
          insert into keyring (id, root_key_id, internal_key)
          values (1, ${record.rootKeyId}, ${record.wrappedInternalKey})
          on conflict (id) do nothing`);
        return (await loadRecord(writer)) ?? record;
      }),
  };
}

async function loadRecord(reader: Reader): Promise<KeyringRecord | undefined> {
  const row = await reader.get<{ root_key_id: string; internal_key: Uint8Array }>(sql`
    select root_key_id, internal_key
    from keyring
    where id = 1`);
  if (row !== undefined) return { rootKeyId: row.root_key_id, wrappedInternalKey: row.internal_key };
  const account = await reader.get(sql`select account_id from account limit 1`);
  if (account !== undefined)
    throw new OperatorError('the database has accounts but no keyring: it is damaged, restore a backup');
  return undefined;
}
