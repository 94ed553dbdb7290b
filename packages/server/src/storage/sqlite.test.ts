import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { after, describe, it } from 'node:test';
import { describeStorage } from './contract.test-suite.ts';
import { StorageUnavailable } from './database.ts';
import { sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

const folder = await mkdtemp(joinPath(tmpdir(), 'coffer-sqlite-'));
after(() => rm(folder, { recursive: true }));

describeStorage('SQLite', async () => openSqlite(joinPath(folder, 'contract.db'), { synchronous: 'off' }));

describe('openSqlite', () => {
  it('makes files that only their owner can read', async () => {
    const path = joinPath(folder, 'private.db');

    await using database = openSqlite(path);
    await database.writeSchema(writer => writer.script('create table t (id integer)'));

    for (const file of [path, `${path}-wal`, `${path}-shm`]) assert.equal((await stat(file)).mode & 0o777, 0o600, file);
  });

  it('leaves syncing of commits to WalSync, and of checkpoints to SQLite', async () => {
    await using database = openSqlite(joinPath(folder, 'full.db'));

    const row = await database.write(writer => writer.get<{ synchronous: number }>(sql`pragma synchronous`));

    assert.equal(row?.synchronous, 1);
  });

  it('keeps what was written when it is opened again', async () => {
    const path = joinPath(folder, 'again.db');
    {
      await using database = openSqlite(path);
      await database.writeSchema(writer => writer.script('create table t (id integer); insert into t values (7)'));
    }

    await using database = openSqlite(path);
    const row = await database.read(reader => reader.get<{ id: number }>(sql`select id from t`));

    assert.equal(row?.id, 7);
  });

  it('finishes the queued writes before it closes, and takes none after', async () => {
    const database = openSqlite(joinPath(folder, 'close.db'), { synchronous: 'off' });
    const write = database.write(async () => 'kept');

    await database[Symbol.asyncDispose]();

    assert.equal(await write, 'kept');
    await assert.rejects(
      database.write(async () => 'late'),
      new StorageUnavailable('the database is closed', undefined),
    );
    await assert.rejects(
      database.read(reader => reader.get(sql`select 1`)),
      { name: 'StorageUnavailable', message: 'the database is closed' },
    );
  });

  it('names a file that is no database', async () => {
    const path = joinPath(folder, 'letter.txt');
    await writeFile(path, 'Dear Sir or Madam, '.repeat(100));

    assert.throws(() => openSqlite(path), {
      name: 'StorageUnavailable',
      message: `\`${path}\` is not a SQLite database`,
    });
  });

  it('names a path that cannot be opened', () => {
    const path = joinPath(folder, 'no', 'such', 'folder.db');

    assert.throws(() => openSqlite(path), { name: 'StorageUnavailable', message: `cannot open \`${path}\`` });
  });

  it('refuses a script that ends its transaction, and stores nothing more', async () => {
    await using database = openSqlite(joinPath(folder, 'script.db'), { synchronous: 'off' });

    const write = database.writeSchema(async writer => {
      await writer.script('create table a (id integer); commit');
      await writer.script('create table b (id integer)');
    });

    await assert.rejects(write, /may not end the transaction/);
    await assert.rejects(database.read(reader => reader.get(sql`select id from b`)));
    assert.equal(await database.write(async () => 'still works'), 'still works');
  });

  it('copies what is committed into one private file, over an older one', async () => {
    const path = joinPath(folder, 'copied.db');
    const copyPath = joinPath(folder, 'copy.db');
    await using database = openSqlite(path, { synchronous: 'off' });
    await database.writeSchema(writer => writer.script('create table t (id integer); insert into t values (1)'));
    await database.copyTo(copyPath);
    await database.write(writer => writer.run(sql`insert into t values (2)`));

    await database.copyTo(copyPath);

    assert.equal((await stat(copyPath)).mode & 0o777, 0o600);
    await using copy = openSqlite(copyPath);
    assert.equal((await copy.read(reader => reader.all(sql`select id from t`))).length, 2);
  });
});
