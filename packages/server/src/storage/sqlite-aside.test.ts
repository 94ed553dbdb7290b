import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openSqlite } from './sqlite.ts';
import { openSqliteAside } from './sqlite-aside.ts';
import { sql } from './sql.ts';

describe('a reader in a thread of its own', () => {
  const stack = new AsyncDisposableStack();
  let path: string;
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coffer-aside-'));
    stack.defer(() => rm(folder, { recursive: true }));
    path = join(folder, 'coffer.db');
    const database = stack.use(openSqlite(path, { synchronous: 'off' }));
    await database.writeSchema(writer => writer.script('create table t (a text, b blob)'));
    await database.write(writer => writer.run(sql`insert into t (a, b) values ('x', ${Uint8Array.of(1, 2)})`));
  });
  after(() => stack.disposeAsync());

  it('gives rows as other readers do, several questions at once', async () => {
    await using aside = openSqliteAside(path);
    const [rows, one, none] = await Promise.all([
      aside.all<{ a: string; b: Uint8Array }>(sql`select a, b from t where a = ${'x'}`),
      aside.get<{ n: number }>(sql`select 7 as n`),
      aside.get(sql`select a from t where a = 'y'`),
    ]);

    assert.deepEqual(
      rows.map(({ a, b }) => [a, Buffer.from(b).toString('hex')]),
      [['x', '0102']],
    );
    assert.deepEqual([one?.n, none], [7, undefined]);
  });

  it('leaves this thread free while it reads', async () => {
    await using aside = openSqliteAside(path);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const row = await aside.get<{ n: number }>(sql`
      with recursive c(x) as (select 1 union all select x + 1 from c where x < 2000000) select count(*) as n from c`);
    clearInterval(timer);

    assert.equal(row?.n, 2_000_000);
    assert.ok(turns > 3, String(turns));
  });

  it('tells what went wrong, and goes on', async () => {
    await using aside = openSqliteAside(path);

    await assert.rejects(aside.all(sql`select * from missing`), /no such table: missing/);
    await assert.rejects(aside.all(sql`delete from t`), /readonly/);
    assert.equal((await aside.all(sql`select a from t`)).length, 1);
  });

  it('rejects when the file is none', async () => {
    await using aside = openSqliteAside(`${path}.missing`);

    await assert.rejects(aside.all(sql`select 1`), /unable to open database file/);
    await assert.rejects(aside.all(sql`select 1`), /unable to open database file/);
  });
});
