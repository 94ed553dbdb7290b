import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { StorageUnavailable } from './database.ts';
import { sql } from './sql.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { openSqlite, type SqliteOptions } from './sqlite.ts';

const folder = await mkdtemp(join(tmpdir(), 'coffer-writes-'));
after(() => rm(folder, { recursive: true }));
let files = 0;

describe('group commit', () => {
  it('lets writes of one moment share one commit', async () => {
    const { database, path } = await open();
    await using _ = database;
    const before = (await stat(`${path}-wal`)).size;

    await Promise.all(Array.from({ length: 100 }, (_item, i) => add(database, i)));

    // Each commit of its own would append at least one page to the log.
    const pages = ((await stat(`${path}-wal`)).size - before) / 4096;
    assert.ok(pages < 10, `${pages} pages`);
  });

  it('bounds how many share one', async () => {
    const { database, path } = await open();
    await using _ = database;
    using other = new SqliteConnection(path, { readOnly: true });
    const seen = new Set<unknown>();

    // After each answer, another connection sees how many writes the commit has made visible.
    await Promise.all(
      Array.from({ length: 600 }, async (_item, i) => {
        await add(database, i);
        seen.add(other.get(sql`select count(*) as n from t`)?.['n']);
      }),
    );

    assert.deepEqual([...seen], [256, 512, 600]);
  });

  it('keeps exactly the writes that do not throw, whatever fails among them', async () => {
    const { database } = await open();
    await using _ = database;
    const outcome = fc.constantFrom('kept', 'thrown', 'unique', 'caught');

    await fc.assert(
      fc.asyncProperty(fc.array(outcome, { maxLength: 12 }), async outcomes => {
        await database.write(writer => writer.run(sql`delete from t`));
        await add(database, -1);

        const results = await Promise.allSettled(
          outcomes.map((kind, i) =>
            database.write(async writer => {
              await writer.run(sql`insert into t (n) values (${i})`);
              if (kind === 'thrown') throw new Error('thrown');
              const twice = sql`insert into t (n) values (${-1})`;
              if (kind === 'unique') await writer.run(twice);
              if (kind === 'caught') await writer.run(twice).catch(() => {});
            }),
          ),
        );

        const rows = await database.read(reader => reader.all<{ n: number }>(sql`select n from t order by n`));
        const kept = [...outcomes.keys()].filter(i => outcomes[i] === 'kept');
        assert.deepEqual(
          rows.map(row => row.n),
          [-1, ...kept],
        );
        assert.deepEqual(
          [...results.keys()].filter(i => results[i]?.status === 'fulfilled'),
          kept,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('rejects all when the transaction that they share is lost, and goes on with the next', async () => {
    const { database } = await open();
    await using _ = database;

    const results = await Promise.allSettled([
      add(database, 1),
      database.writeSchema(writer => writer.script('rollback')),
      add(database, 3),
    ]);

    assert.ok(results[0].status === 'rejected' && results[0].reason instanceof StorageUnavailable);
    assert.equal(results[1].status, 'rejected');
    assert.equal(results[2].status, 'fulfilled');
    const rows = await database.read(reader => reader.all<{ n: number }>(sql`select n from t`));
    assert.deepEqual(
      rows.map(row => row.n),
      [3],
    );
  });

  it('leaves no transaction open when the commit is refused', async () => {
    const { database, path } = await open();
    await using _ = database;
    using other = new SqliteConnection(path, { readOnly: false });

    const write = database.writeSchema(writer =>
      writer.script('pragma defer_foreign_keys = on; insert into child (n) values (404)'),
    );

    await assert.rejects(write, /FOREIGN KEY constraint failed/);
    other.exec('begin immediate; rollback');
    await add(database, 1);
  });

  it('tells who holds the file when another program has locked it for long', async () => {
    const { database, path } = await open({ busyTimeoutMs: 1 });
    await using _ = database;
    using other = new SqliteConnection(path, { readOnly: false });
    other.exec('begin immediate');

    await assert.rejects(add(database, 1), {
      name: 'StorageUnavailable',
      message: `\`${path}\` is locked by another program`,
    });
    other.exec('rollback');

    await add(database, 1);
  });
});

async function open(options: SqliteOptions = {}) {
  files += 1;
  const path = join(folder, `${files}.db`);
  const database = openSqlite(path, { synchronous: 'off', ...options });
  await database.writeSchema(writer =>
    writer.script(`
    create table t (n integer not null primary key);
    create table child (n integer references t (n));
  `),
  );
  return { database, path };
}

function add(database: ReturnType<typeof openSqlite>, n: number) {
  return database.write(writer => writer.run(sql`insert into t (n) values (${n})`));
}
