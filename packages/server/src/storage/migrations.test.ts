import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { describeMigrations } from './contract-migrations.test-suite.ts';
import { inDialect } from './dialect.ts';
import { migrate } from './migrations.ts';
import { sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

const folder = await mkdtemp(join(tmpdir(), 'coffer-migrations-'));
after(() => rm(folder, { recursive: true }));
let count = 0;

describeMigrations('SQLite', async () => openSqlite(join(folder, `${(count += 1)}.db`), { synchronous: 'off' }));

describe('the copy before a migration', () => {
  const first = { number: 1, name: 'one', sql: 'create table t (n {bigint}); insert into t (n) values (1)' };
  const second = { number: 7, name: 'seven', sql: 'update t set n = 7' };
  const broken = { number: 7, name: 'seven', sql: 'update nowhere set n = 7' };

  it('is not made of a new database, nor when nothing is missing', async () => {
    const path = join(folder, 'new.db');
    await using database = openSqlite(path, { synchronous: 'off' });

    const results = [await migrate(database, [first, second], CLOCK), await migrate(database, [first, second], CLOCK)];

    assert.deepEqual(
      results.map(result => result.copy),
      [undefined, undefined],
    );
    assert.deepEqual(
      (await readdir(folder)).filter(file => file.startsWith('new.db.')),
      [],
    );
  });

  it('is private, and holds what was there before', async () => {
    const path = join(folder, 'old.db');
    await using database = openSqlite(path, { synchronous: 'off' });
    await migrate(database, [first], CLOCK);

    const { copy } = await migrate(database, [first, second], CLOCK);

    assert.equal(copy, `${path}.before-0007`);
    assert.equal((await stat(copy)).mode & 0o777, 0o600);
    await using before = openSqlite(copy);
    const rows = await Promise.all([before, database].map(one => one.read(reader => reader.get(sql`select n from t`))));
    assert.deepEqual(
      rows.map(row => row?.['n']),
      [1, 7],
    );
  });

  it('is made anew when an earlier attempt has left one', async () => {
    const path = join(folder, 'again.db');
    await using database = openSqlite(path, { synchronous: 'off' });
    await migrate(database, [first], CLOCK);
    await assert.rejects(migrate(database, [first, broken], CLOCK));
    await database.write(writer => writer.run(sql`update t set n = 2`));

    const { copy } = await migrate(database, [first, second], CLOCK);

    await using before = openSqlite(copy ?? '');
    const row = await before.read(reader => reader.get(sql`select n from t`));
    assert.equal(row?.['n'], 2);
  });
});

describe('inDialect', () => {
  it('writes each engine its own words and leaves other braces alone', () => {
    const text = `create table t (a {text}, b {blob} default '{}', c {bigint}) {strict}`;

    assert.equal(inDialect(text, 'sqlite'), `create table t (a text, b blob default '{}', c integer) strict`);
    assert.equal(inDialect(text, 'postgres'), `create table t (a text collate "C", b bytea default '{}', c bigint) `);
  });

  it('refuses a token that it does not know', () => {
    assert.throws(() => inDialect('create table t (a {varchar})', 'sqlite'), /names \{varchar\}/);
  });
});

const CLOCK = { now: () => 0 };
