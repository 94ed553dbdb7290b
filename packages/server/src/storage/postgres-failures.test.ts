import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sharePostgres, type TestPostgres } from '../testing/postgres.ts';
import type { Database, Writer } from './database.ts';
import { openPostgres } from './postgres.ts';
import { sql } from './sql.ts';
import { startBreakingProxy } from './testing/breaking-proxy.ts';

describe('PostgreSQL that fails', () => {
  let server: TestPostgres;
  before(async () => {
    server = await sharePostgres();
  });
  after(() => server[Symbol.asyncDispose]());

  it('runs a write again whose connection broke before the commit arrived', async () => {
    await using place = await openThroughProxy(server);
    place.proxy.breakNext('before commit');
    let runs = 0;

    await add(place.database, 1, () => (runs += 1));

    assert.equal(runs, 2);
    assert.deepEqual(await numbers(place.database), [1]);
  });

  it('finds out that a commit arrived whose answer was lost, and does not run the write again', async () => {
    await using place = await openThroughProxy(server);
    place.proxy.breakNext('after commit');
    let runs = 0;

    const result = await add(place.database, 1, () => (runs += 1));

    assert.deepEqual({ runs, result }, { runs: 1, result: { changes: 1 } });
    assert.deepEqual(await numbers(place.database), [1]);
  });

  it('says that the outcome is unknown when nobody can be asked', async () => {
    await using place = await openThroughProxy(server);
    place.proxy.breakNext('after commit', { thenStayAway: true });

    await assert.rejects(add(place.database, 1), {
      name: 'StorageUnavailable',
      message: /^the outcome of a write is unknown: PostgreSQL at `127\.0\.0\.1:\d+\/coffer_test_\w+` was lost/,
    });
  });

  it('reads and writes on after every connection broke', async () => {
    await using place = await openThroughProxy(server);
    await Promise.all([add(place.database, 1), add(place.database, 2)]);

    place.proxy.breakAll();
    const rows = await numbers(place.database);
    place.proxy.breakAll();
    await add(place.database, 3);

    assert.deepEqual(rows, [1, 2]);
    assert.deepEqual(await numbers(place.database), [1, 2, 3]);
  });

  it('survives a connection that breaks between two statements of a write', async () => {
    await using place = await openThroughProxy(server);
    let runs = 0;

    await place.database.write(async writer => {
      runs += 1;
      await writer.run(sql`insert into t (n) values (${1})`);
      if (runs === 1) place.proxy.breakAll();
      await writer.run(sql`insert into t (n) values (${2})`);
    });

    assert.equal(runs, 2);
    assert.deepEqual(await numbers(place.database), [1, 2]);
  });

  it('passes over rows that another write holds, without waiting', async () => {
    await using database = await openWithTable(await server.createDatabase());
    await Promise.all([add(database, 1), add(database, 2)]);
    const take = (writer: Writer) =>
      writer.get<{ n: number }>(sql`select n from t order by n limit 1${writer.forUpdateSkipLocked}`);

    const rows = await database.write(async outer => [await take(outer), await database.write(take)]);

    assert.deepEqual(
      rows.map(row => row?.n),
      [1, 2],
    );
  });

  it('runs a deadlocked write again', async () => {
    await using database = await openWithTable(await server.createDatabase());
    await Promise.all([add(database, 1), add(database, 2)]);
    const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const change = (mine: 0 | 1) =>
      database.write(async writer => {
        await writer.run(sql`update t set m = m + 1 where n = ${mine + 1}`);
        both[mine].resolve();
        await both[1 - mine]?.promise;
        await writer.run(sql`update t set m = m + 1 where n = ${2 - mine}`);
      });

    await Promise.all([change(0), change(1)]);

    const rows = await database.read(reader => reader.all<{ m: number }>(sql`select m from t`));
    assert.deepEqual(
      rows.map(row => row.m),
      [2, 2],
    );
  });

  it('prepares statements again after another node has migrated', async () => {
    const url = await server.createDatabase();
    await using database = await openWithTable(url);
    await using other = await openPostgres(url);
    const readIt = () => database.read(reader => reader.get(sql`select m from t`));
    await add(database, 1);
    await readIt();

    await other.writeSchema(writer => writer.script('alter table t alter column m type text'));

    assert.deepEqual({ ...(await readIt()) }, { m: '0' });
  });

  it('gives up on a statement that takes too long', async () => {
    await using database = await openWithTable(await server.createDatabase(), { statementTimeoutMs: 1_000 });

    await assert.rejects(
      database.read(reader => reader.get(sql`select pg_sleep(60)`)),
      { name: 'StorageUnavailable', message: /gave up: canceling statement due to statement timeout$/ },
    );
  });

  it('does not limit the time of a migration', async () => {
    await using database = await openWithTable(await server.createDatabase(), { statementTimeoutMs: 1_000 });

    await database.writeSchema(writer => writer.script('select pg_sleep(1.5)'));
  });

  it('says that a standby is read-only', async () => {
    await using database = await openWithTable(await server.createDatabase());

    const write = database.writeSchema(async writer => {
      await writer.script('set transaction read only');
      await writer.run(sql`insert into t (n) values (${1})`);
    });

    await assert.rejects(write, { name: 'StorageUnavailable', message: /^PostgreSQL at .* is read-only: / });
  });

  it('names the server, but never the password, when there is none or it refuses', async () => {
    const nobody = openPostgres('postgresql://coffer:hunter2@127.0.0.1:1/coffer', { retryDelaysMs: [] });
    const wrong = new URL(server.url);
    wrong.password = 'hunter2';

    for (const opening of [nobody, openPostgres(wrong.href)]) {
      await assert.rejects(opening, (error: Error) => {
        assert.equal(error.name, 'StorageUnavailable');
        assert.match(error.message, /PostgreSQL at `127\.0\.0\.1:\d+\/\w+`/);
        assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /hunter2/);
        return true;
      });
    }
  });

  it('says that it is closed once it is', async () => {
    const database = await openPostgres(await server.createDatabase());
    await database[Symbol.asyncDispose]();

    const closed = { name: 'StorageUnavailable', message: 'the database is closed' };
    await assert.rejects(
      database.read(reader => reader.get(sql`select 1`)),
      closed,
    );
    await assert.rejects(
      database.write(async () => {}),
      closed,
    );
  });
});

async function openWithTable(url: string, options: Parameters<typeof openPostgres>[1] = {}) {
  const database = await openPostgres(url, { retryDelaysMs: [10, 50, 200], statementTimeoutMs: 5_000, ...options });
  await database.writeSchema(writer =>
    writer.script('create table t (n integer not null primary key, m integer not null default 0)'),
  );
  return database;
}

async function openThroughProxy(server: TestPostgres) {
  const proxy = await startBreakingProxy(await server.createDatabase());
  const database = await openWithTable(proxy.url);
  return {
    proxy,
    database,
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

function add(database: Database, n: number, onRun?: () => void) {
  return database.write(writer => {
    onRun?.();
    return writer.run(sql`insert into t (n) values (${n})`);
  });
}

async function numbers(database: Database): Promise<number[]> {
  const rows = await database.read(reader => reader.all<{ n: number }>(sql`select n from t order by n`));
  return rows.map(row => row.n);
}
