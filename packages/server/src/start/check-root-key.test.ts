import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openKeyring } from '../keys/keyring.ts';
import type { KeyringRecord } from '../keys/keyring.ts';
import { rootKeyFile } from '../keys/root-key-file.ts';
import { RootKeyRefused } from '../keys/root-key.ts';
import { migrate } from '../storage/migrations.ts';
import { sql } from '../storage/sql.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { migrations } from './migrations.ts';
import { openStorage } from './open-storage.ts';

/** The last migrations before the keyring told its provider, and before the newest one. */
const EARLIER = [18, (migrations.at(-1)?.number ?? 0) - 1];

describe('A database of an earlier program', () => {
  for (const last of EARLIER) {
    it(`is changed by a start that has its root key (from migration ${last})`, async () => {
      await using stack = new AsyncDisposableStack();
      const { dataDir } = await earlierDatabase(stack, last);

      const { notices } = stack.use(await openStorage({ dataDir, rootKey: 'file' }));

      assert.match(notices.join(), /was copied to/);
    });

    it(`stays as it is when the root key is gone or another one (from migration ${last})`, async () => {
      await using stack = new AsyncDisposableStack();
      const { dataDir, rootKey } = await earlierDatabase(stack, last);
      await rm(rootKey);

      await assert.rejects(openStorage({ dataDir, rootKey: 'file' }), refusal('missing', /there is no root key file/));
      await rootKeyFile(rootKey, randomBytes).first();
      await assert.rejects(
        openStorage({ dataDir, rootKey: 'file' }),
        refusal('mismatch', /give the root key that belongs/),
      );

      assert.equal(await newestMigration(dataDir), last);
      assert.deepEqual(
        (await readdir(dataDir)).filter(name => name.includes('before')),
        [],
      );
    });
  }
});

/** A data directory as an earlier program has left it, sealed under the root key in its file. */
async function earlierDatabase(
  stack: AsyncDisposableStack,
  last: number,
): Promise<{ readonly dataDir: string; readonly rootKey: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'coffer-earlier-'));
  stack.defer(() => rm(dataDir, { recursive: true }));
  const rootKey = join(dataDir, 'root.key');
  const records: KeyringRecord[] = [];
  await openKeyring(
    rootKeyFile(rootKey, randomBytes),
    { load: async () => undefined, create: async record => records[records.push(record) - 1] ?? record },
    randomBytes,
  );
  await using database = openSqlite(join(dataDir, 'coffer.db'), { synchronous: 'off' });
  const known = migrations.filter(({ number }) => number <= last);
  await migrate(database, known, { now: () => 0 });
  for (const { rootKeyId, wrappedInternalKey } of records) {
    await database.write(writer =>
      writer.run(
        sql`insert into keyring (id, root_key_id, internal_key) values (1, ${rootKeyId}, ${wrappedInternalKey})`,
      ),
    );
  }
  return { dataDir, rootKey };
}

async function newestMigration(dataDir: string): Promise<unknown> {
  await using database = openSqlite(join(dataDir, 'coffer.db'), { synchronous: 'off' });
  const row = await database.read(reader => reader.get(sql`select max(number) as number from schema_migration`));
  return row?.['number'];
}

function refusal(reason: string, message: RegExp): (error: unknown) => boolean {
  return error => error instanceof RootKeyRefused && error.reason === reason && message.test(error.message);
}
