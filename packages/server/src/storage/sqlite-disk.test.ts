/** A full and a read-only disk, on a small file system of their own. Mounting one needs root on Linux. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type Database, StorageUnavailable } from './database.ts';
import { sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

const run = promisify(execFile);

describe('SQLite on a disk', { skip: await whyNotMount() }, () => {
  let disk: string;
  let path: string;
  beforeEach(async () => {
    disk = await mountSmall();
    path = join(disk, 'coffer.db');
  });
  afterEach(() => unmount(disk));

  it('refuses writes when it is full, keeps nothing of them, reads on, and writes again once there is space', async () => {
    await using database = await openWithTable(path);
    await writeFile(join(disk, 'ballast'), new Uint8Array(1024 * 1024));
    const stored = await fill(database);

    const refused = await Promise.allSettled([insert(database, 'x'), insert(database, 'y')]);
    const during = await count(database);
    await rm(join(disk, 'ballast'));
    await insert(database, 'after');

    for (const result of refused) {
      assert.ok(result.status === 'rejected' && result.reason instanceof StorageUnavailable);
      assert.equal(result.reason.message, `the disk of \`${path}\` is full`);
    }
    assert.equal(during, stored);
    assert.equal(await count(database), stored + 1);
  });

  it('keeps nothing of a large write that does not fit, nor of those that share its commit', async () => {
    await using database = await openWithTable(path);
    await insert(database, 'before');

    const large = database.write(async writer => {
      for (let i = 0; i < 40; i += 1) {
        await writer.run(sql`insert into t (id, b) values (${`large ${i}`}, ${new Uint8Array(100_000)})`);
      }
    });
    const results = await Promise.allSettled([insert(database, 'first'), large, insert(database, 'last')]);
    await insert(database, 'after');

    const rows = await database.read(reader => reader.all<{ id: string }>(sql`select id from t order by id`));
    const kept = ['first', 'large', 'last'].filter((_, i) => results[i]?.status === 'fulfilled');
    assert.equal(results[1]?.status, 'rejected');
    assert.deepEqual(
      rows.map(row => row.id),
      ['before', 'after', ...kept].toSorted(),
    );
    for (const result of results)
      assert.ok(result.status === 'fulfilled' || result.reason instanceof StorageUnavailable);
  });

  it('keeps what it acknowledged while it filled up, when it is opened again', async () => {
    let stored: number;
    {
      await using database = await openWithTable(path);
      stored = await fill(database);
    }
    await run('mount', ['-o', 'remount,size=8m', disk]);

    await using database = openSqlite(path);

    assert.equal(await count(database), stored);
  });

  it('says that it is read-only when it opens, and names the file', async () => {
    {
      await using _database = await openWithTable(path);
    }
    await run('mount', ['-o', 'remount,ro', disk]);

    assert.throws(() => openSqlite(path), { name: 'StorageUnavailable', message: `\`${path}\` is read-only` });
  });

  it('refuses a copy that does not fit and leaves nothing of it', async () => {
    await using database = await openWithTable(path);
    await fill(database);
    await rm(join(disk, 'copy'), { force: true });

    await assert.rejects(database.copyTo(join(disk, 'copy')), StorageUnavailable);

    const { stdout } = await run('ls', [disk]);
    assert.doesNotMatch(stdout, /copy/);
  });
});

async function openWithTable(path: string) {
  const database = openSqlite(path);
  await database.writeSchema(writer => writer.script('create table t (id text not null primary key, b blob)'));
  return database;
}

function insert(database: Database, id: string) {
  return database.write(writer => writer.run(sql`insert into t (id, b) values (${id}, ${new Uint8Array(20_000)})`));
}

async function count(database: Database): Promise<number | undefined> {
  const row = await database.read(reader => reader.get<{ n: number }>(sql`select count(*) as n from t`));
  return row?.n;
}

/** Writes until it is refused; how many writes were not. */
async function fill(database: Database): Promise<number> {
  for (let stored = 0; ; stored += 1) {
    try {
      await insert(database, `fill ${stored}`);
    } catch (error) {
      assert.ok(error instanceof StorageUnavailable);
      return stored;
    }
  }
}

async function mountSmall(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'coffer-test', folder]);
  } catch (error) {
    await rmdir(folder);
    throw error;
  }
  return folder;
}

async function unmount(folder: string): Promise<void> {
  await run('umount', [folder]);
  await rmdir(folder);
}

async function whyNotMount(): Promise<string | false> {
  try {
    await unmount(await mountSmall());
    return false;
  } catch {
    return 'needs to mount a tmpfs (root on Linux)';
  }
}
