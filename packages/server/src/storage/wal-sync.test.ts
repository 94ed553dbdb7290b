import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StorageUnavailable } from './database.ts';
import { sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';
import { WalSync } from './wal-sync.ts';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coffer-wal-'));
});
after(() => rm(folder, { recursive: true }));

describe('WalSync', () => {
  it('refuses everything after a sync that failed', async () => {
    const path = join(folder, 'missing.db');
    await using wal = new WalSync(path);

    await assert.rejects(wal.sync(), StorageUnavailable);

    await writeFile(`${path}-wal`, 'log');
    await assert.rejects(wal.sync(), /nothing can be stored before a new start/);
    assert.ok(wal.failure instanceof StorageUnavailable);
  });

  it('is waited for by every write, also by those that are queued when the database closes', async () => {
    const path = join(folder, 'closing.db');
    const database = openSqlite(path);
    await database.writeSchema(writer => writer.script('create table t (id integer)'));

    const writes = [1, 2, 3].map(id => database.write(writer => writer.run(sql`insert into t (id) values (${id})`)));
    await database[Symbol.asyncDispose]();

    assert.deepEqual(await Promise.all(writes), [{ changes: 1 }, { changes: 1 }, { changes: 1 }]);
  });
});
