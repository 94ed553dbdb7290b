import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Things } from './contract-things.test-suite.ts';
import { UniqueViolation, UnstorableText } from './database.ts';
import { sql } from './sql.ts';

/** How what goes wrong is told. */
export function describeErrors(things: Things): void {
  describe('errors', () => {
    it('tell a second row with the same key', async () => {
      await things.put('a');

      await assert.rejects(things.put('a'), UniqueViolation);
    });

    it('tell a second row in a unique index', async () => {
      await things.database.write(writer => writer.run(sql`insert into thing (id, n, t) values ('a', 0, 'same')`));

      await assert.rejects(
        things.database.write(writer => writer.run(sql`insert into thing (id, n, t) values ('b', 0, 'same')`)),
        UniqueViolation,
      );
    });

    it('refuse text with a NUL on the way in, in reads and in writes', async () => {
      await assert.rejects(things.put('a\0b'), UnstorableText);
      await assert.rejects(things.read('a\0b'), UnstorableText);
    });

    it('refuse a number that one of the engines would change', async () => {
      for (const n of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
        await assert.rejects(things.put('a', n), RangeError);
      }
    });

    it('refuse to read an integer that would lose digits', async () => {
      await things.database.write(writer =>
        writer.run(sql`insert into thing (id, n) values ('big', 9007199254740993)`),
      );

      await assert.rejects(things.read('big'), RangeError);
    });

    it('tell bugs (a table that is not there, a foreign key) as they are', async () => {
      await assert.rejects(
        things.database.read(reader => reader.get(sql`select 1 from missing_table`)),
        /missing_table/,
      );
      await assert.rejects(
        things.database.write(writer => writer.run(sql`insert into part (thing_id) values ('none')`)),
        /foreign key/i,
      );
    });
  });
}
