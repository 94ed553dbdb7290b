import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Database } from './database.ts';
import { migrate, type Migration } from './migrations.ts';
import { sql } from './sql.ts';

/** What `migrate` promises on every engine. `open` gives a new, empty database each time. */
export function describeMigrations(name: string, open: () => Promise<Database>): void {
  describe(`migrations on ${name}`, () => {
    it('run what is missing, in the order of their numbers, and say what they ran', async () => {
      await using database = await open();

      const first = await migrate(database, [ONE], CLOCK);
      const second = await migrate(database, [THREE, ONE, TWO], CLOCK);
      const third = await migrate(database, [ONE, TWO, THREE], CLOCK);

      assert.deepEqual([first.applied, second.applied, third.applied], [[ONE], [TWO, THREE], []]);
      assert.deepEqual(await applied(database), ['1 one 1000', '2 two 1000', '3 three 1000']);
      assert.deepEqual(await numbers(database), [1, 2, 3]);
    });

    const BROKEN = {
      number: 3,
      name: 'broken',
      sql: 'insert into log (n) values (3); insert into nowhere (n) values (1)',
    };

    it('keep nothing of one that fails, but those before it', async () => {
      await using database = await open();
      await migrate(database, [ONE], CLOCK);

      await assert.rejects(migrate(database, [ONE, TWO, BROKEN], CLOCK), /nowhere/);

      assert.deepEqual(await applied(database), ['1 one 1000', '2 two 1000']);
      assert.deepEqual(await numbers(database), [1, 2]);
    });

    it('leave a new database empty when one of them fails', async () => {
      await using database = await open();

      await assert.rejects(migrate(database, [ONE, TWO, BROKEN], CLOCK), /nowhere/);
      const { applied: ran } = await migrate(database, [ONE, TWO], CLOCK);

      assert.deepEqual(
        ran.map(({ number }) => number),
        [1, 2],
      );
      assert.deepEqual(await numbers(database), [1, 2]);
    });

    it('fill what the script made in the same transaction', async () => {
      await using database = await open();
      const fill: Migration['fill'] = async writer => {
        await writer.run(sql`insert into log (n) select n + 10 from log`);
      };

      await migrate(database, [ONE, { ...TWO, fill }], CLOCK);
      const failing = migrate(
        database,
        [ONE, { ...TWO, fill }, { ...THREE, fill: () => Promise.reject(new Error('no')) }],
        CLOCK,
      );
      await assert.rejects(failing, { message: 'no' });

      assert.deepEqual(
        (await numbers(database)).toSorted((a, b) => a - b),
        [1, 2, 11, 12],
      );
    });

    it('refuse a database that a newer program wrote', async () => {
      await using database = await open();
      await migrate(database, [ONE, TWO, THREE], CLOCK);

      await assert.rejects(migrate(database, [ONE, TWO], CLOCK), {
        name: 'SchemaMismatch',
        message: 'the database was written by a newer Coffer (migration 3 `three`); this one knows up to 2',
      });
    });

    it('refuse one whose text was changed after it ran', async () => {
      await using database = await open();
      await migrate(database, [ONE, TWO], CLOCK);

      await assert.rejects(migrate(database, [ONE, { ...TWO, sql: `${TWO.sql} ` }, THREE], CLOCK), {
        name: 'SchemaMismatch',
        message: 'migration 2 `two` is not the one that the database was made with: its checksum differs',
      });
      assert.deepEqual(await numbers(database), [1, 2]);
    });

    it('refuse one that was slipped in below what has run', async () => {
      await using database = await open();
      await migrate(database, [ONE, THREE], CLOCK);

      await assert.rejects(migrate(database, [ONE, TWO, THREE], CLOCK), {
        name: 'SchemaMismatch',
        message:
          'the database was written by another line of Coffer: it has migration 3 `three` where this one has 2 `two`',
      });
    });

    it('refuse two with one number, and a number below 1', async () => {
      await using database = await open();

      await assert.rejects(migrate(database, [ONE, { ...TWO, number: 1 }], CLOCK), /two migrations have the number 1/);
      await assert.rejects(migrate(database, [{ ...ONE, number: 0 }], CLOCK), /needs a number from 1/);
    });

    it('run once when several nodes start at the same time', async () => {
      await using database = await open();

      const results = await Promise.all([1, 2, 3].map(() => migrate(database, [ONE, TWO, THREE], CLOCK)));

      assert.deepEqual(
        results.flatMap(result => result.applied.map(migration => migration.number)).toSorted(),
        [1, 2, 3],
      );
      assert.deepEqual(await numbers(database), [1, 2, 3]);
    });

    it("run the engine's own text where the engines differ", async () => {
      await using database = await open();
      const own = { sqlite: "insert into word values ('sqlite')", postgres: "insert into word values ('postgres')" };

      await migrate(
        database,
        [
          { number: 1, name: 'words', sql: 'create table word (word {text})' },
          { number: 2, name: 'own', sql: own },
        ],
        CLOCK,
      );

      const row = await database.read(reader => reader.get<{ word: string }>(sql`select word from word`));
      assert.equal(row?.word, database.engine);
    });
  });
}

const ONE = { number: 1, name: 'one', sql: 'create table log (n {bigint}); insert into log (n) values (1)' };
const TWO = { number: 2, name: 'two', sql: 'insert into log (n) values (2)' };
const THREE: Migration = { number: 3, name: 'three', sql: 'insert into log (n) values (3)' };
const CLOCK = { now: () => 1000 };

async function applied(database: Database): Promise<string[]> {
  const rows = await database.read(reader =>
    reader.all<{ number: number; name: string; applied_at: number }>(
      sql`select number, name, applied_at from schema_migration order by number`,
    ),
  );
  return rows.map(row => `${row.number} ${row.name} ${row.applied_at}`);
}

async function numbers(database: Database): Promise<number[]> {
  const rows = await database.read(reader => reader.all<{ n: number }>(sql`select n from log order by n`));
  return rows.map(row => row.n);
}
