import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Database } from '../storage/database.ts';
import { StorageUnavailable } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { BatchingTrail } from './audit-trail.ts';
import { decodeBatch } from './batch-decode.ts';
import type { AuditFact } from './fact.ts';
import { sampleFact } from './sample-facts.test-support.ts';

const clock = { now: () => 1_000_000 };

/** What the trail promises on every engine; `open` gives a database with the audit schema in it. */
export function describeTrail(open: () => Promise<Database>): void {
  describe('BatchingTrail', () => {
    it('stores what waits at the same time in few rows, and each fact once', async () => {
      await using database = await open();
      await using trail = new BatchingTrail(database, clock);
      const facts = Array.from({ length: 100 }, (_, i) => sampleFact(i));

      await Promise.all(facts.map(fact => trail.append([fact])));

      const stored = await storedFacts(database);
      assert.deepEqual(ids(stored.flat()), ids(facts));
      assert.ok(stored.length <= 5, `${stored.length} rows`);
    });

    it('stores facts inside a mutation, and not when that fails', async () => {
      await using database = await open();
      await using trail = new BatchingTrail(database, clock);
      const kept = sampleFact(1);

      await database.write(writer => trail.insert(writer, [kept]));
      await assert.rejects(
        database.write(async writer => {
          await trail.insert(writer, [sampleFact(2)]);
          throw new Error('undone');
        }),
        /undone/,
      );

      assert.deepEqual(ids((await storedFacts(database)).flat()), ids([kept]));
    });

    it('runs the writes alongside in the same transaction', async () => {
      await using database = await open();
      await using trail = new BatchingTrail(database, clock);
      await database.writeSchema(writer => writer.script('create table seen (n integer)'));

      await Promise.all(
        [1, 2, 3].map(n =>
          trail.append([sampleFact(n)], async writer => {
            await writer.run(sql`insert into seen (n) values (${n})`);
          }),
        ),
      );

      const rows = await database.read(reader => reader.all<{ n: number }>(sql`select n from seen order by n`));
      assert.deepEqual(
        rows.map(row => row.n),
        [1, 2, 3],
      );
    });

    it('fails only the request whose write alongside fails, and stores nothing of it', async () => {
      await using database = await open();
      await using trail = new BatchingTrail(database, clock);
      const facts = [1, 2, 3].map(at => sampleFact(at));

      const outcomes = await Promise.allSettled(
        facts.map((fact, i) =>
          trail.append([fact], async () => {
            if (i === 1) throw new Error('a bug');
          }),
        ),
      );

      assert.deepEqual(
        outcomes.map(outcome => outcome.status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      const others = facts.filter((_, i) => i !== 1);
      assert.deepEqual(ids((await storedFacts(database)).flat()), ids(others));
    });

    it('refuses everybody when the storage fails, and works again when it does', async () => {
      await using database = await open();
      const failing = new StorageUnavailable('the disk is full', undefined);
      let isBroken = true;
      const flaky: Database = {
        engine: database.engine,
        health: database.health,
        reader: database.reader,
        read: f => database.read(f),
        write: f => (isBroken ? Promise.reject(failing) : database.write(f)),
        writeSchema: f => database.writeSchema(f),
        openSnapshot: () => database.openSnapshot(),
        [Symbol.asyncDispose]: async () => undefined,
      };
      await using trail = new BatchingTrail(flaky, clock);

      const refused = await Promise.allSettled([1, 2, 3].map(at => trail.append([sampleFact(at)])));
      isBroken = false;
      const kept = sampleFact(4);
      await trail.append([kept]);

      for (const outcome of refused) assert.deepEqual(outcome, { status: 'rejected', reason: failing });
      assert.deepEqual(ids((await storedFacts(database)).flat()), ids([kept]));
    });

    it('stores facts once though their write runs twice', async () => {
      await using database = await open();
      const twice: Database = {
        engine: database.engine,
        health: database.health,
        reader: database.reader,
        read: f => database.read(f),
        async write(f) {
          await assert.rejects(
            database.write(async writer => {
              await f(writer);
              throw new Error('deadlock');
            }),
          );
          return database.write(f);
        },
        writeSchema: f => database.writeSchema(f),
        openSnapshot: () => database.openSnapshot(),
        [Symbol.asyncDispose]: async () => undefined,
      };
      await using trail = new BatchingTrail(twice, clock);
      const facts = [1, 2].map(at => sampleFact(at));

      await Promise.all(facts.map(fact => trail.append([fact])));

      assert.deepEqual(ids((await storedFacts(database)).flat()), ids(facts));
    });

    it('refuses facts beyond its backlog until others are stored', async () => {
      await using database = await open();
      await using trail = new BatchingTrail(database, clock, { maxBacklog: 2 });

      const first = trail.append([sampleFact(1), sampleFact(2)]);
      await assert.rejects(trail.append([sampleFact(3)]), StorageUnavailable);
      await first;
      await trail.append([sampleFact(4)]);

      assert.equal((await storedFacts(database)).flat().length, 3);
    });

    it('stores what waits before it closes, and takes nothing after', async () => {
      await using database = await open();
      const trail = new BatchingTrail(database, clock);
      const facts = [1, 2, 3].map(at => sampleFact(at));

      const appended = facts.map(fact => trail.append([fact]));
      await trail[Symbol.asyncDispose]();
      await Promise.all(appended);

      await assert.rejects(trail.append([sampleFact(4)]), StorageUnavailable);
      assert.deepEqual(ids((await storedFacts(database)).flat()), ids(facts));
    });
  });
}

/** The facts of each row. */
async function storedFacts(database: Database): Promise<AuditFact[][]> {
  const rows = await database.read(reader =>
    reader.all<{ body: string }>(sql`select body from audit_batch order by seq`),
  );
  return rows.map(row => decodeBatch(row.body));
}

function ids(facts: readonly AuditFact[]): string[] {
  return facts.map(fact => fact.eventId).toSorted();
}
