import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { plain, type Things } from './contract-things.test-suite.ts';
import { join, sql } from './sql.ts';

/** What can be bound, and how it comes back. */
export function describeValues(things: Things): void {
  describe('values', () => {
    it('come back as they were bound', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const texts = ['', "it's", 'ünïcödé 🗝️ 漢字', 'a\nb\tc', '$1 ? ?1 :x', String.raw`\x00 \\`];
      const numbers = [0, -1, 1, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];

      await things.database.write(async writer => {
        for (const [i, t] of texts.entries()) {
          await writer.run(
            sql`insert into thing (id, n, t, b, d) values (${`v${i}`}, ${numbers[i] ?? 0}, ${t}, ${bytes}, ${i / 3})`,
          );
        }
        await writer.run(
          sql`insert into thing (id, n, t, b, d) values (${'v6'}, ${0}, ${null}, ${new Uint8Array()}, ${null})`,
        );
      });
      const rows = await things.database.read(reader => reader.all(sql`select n, t, b, d from thing order by id`));

      assert.deepEqual(rows.map(plain), [
        ...texts.map((t, i) => ({ n: numbers[i] ?? 0, t, b: bytes, d: i / 3 })),
        { n: 0, t: null, b: new Uint8Array(), d: null },
      ]);
    });

    it('round-trip whatever they are', async () => {
      const value = fc.record({
        n: fc.maxSafeInteger(),
        t: fc.option(text),
        b: fc.option(fc.uint8Array({ maxLength: 300 })),
        d: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isExact)),
      });

      await fc.assert(
        fc.asyncProperty(value, async ({ n, t, b, d }) => {
          const row = await things.database.write(async writer => {
            await writer.run(sql`delete from thing`);
            await writer.run(sql`insert into thing (id, n, t, b, d) values (${'p'}, ${n}, ${t}, ${b}, ${d})`);
            return writer.get(sql`select n, t, b, d from thing`);
          });
          assert.deepEqual({ ...row }, { n, t, b, d: d === 0 ? 0 : d });
        }),
        { numRuns: 30 },
      );
    });

    it('are null-prototype rows', async () => {
      await things.put('a');

      const row = await things.database.read(reader => reader.get(sql`select id, n from thing`));

      assert.equal(Object.getPrototypeOf(row), null);
    });

    it('are plain byte arrays of their own memory', async () => {
      await things.database.write(writer =>
        writer.run(sql`insert into thing (id, n, b) values ('a', 0, ${Buffer.from('xyz')})`),
      );

      const row = await things.database.read(reader => reader.get<{ b: Uint8Array }>(sql`select b from thing`));

      assert.deepEqual(row?.b, new Uint8Array([120, 121, 122]));
      assert.equal(row?.b.buffer.byteLength, 3);
    });

    it('are 0 and 1 for booleans, numbers for counts, sums and quotients', async () => {
      await Promise.all([things.put('a', 3), things.put('b', 4)]);

      const row = await things.database.read(reader =>
        reader.get(sql`
          select count(*) as count, sum(n) as sum, max(n) as max, max(n) / ${2} as half,
            exists (select 1 from thing where n = ${3}) as yes, exists (select 1 from thing where n = ${9}) as no
          from thing
        `),
      );

      assert.deepEqual({ ...row }, { count: 2, sum: 7, max: 4, half: 2, yes: 1, no: 0 });
    });

    it('sort and compare by bytes', async () => {
      const sorted = ['B', 'Z', 'a', 'b', 'a-b', 'ab', 'é', '漢', '🗝'].toSorted((a, b) =>
        Buffer.compare(Buffer.from(a), Buffer.from(b)),
      );
      for (const id of sorted.toReversed()) await things.put(id);

      const next = await things.database.read(reader =>
        reader.all<{ id: string }>(sql`select id from thing where id > ${'a'} order by id limit ${2}`),
      );

      assert.deepEqual(await things.ids(), sorted);
      assert.deepEqual(
        next.map(row => row.id),
        sorted.slice(sorted.indexOf('a') + 1, sorted.indexOf('a') + 3),
      );
    });

    it('can be lists and fragments of any length', async () => {
      await Promise.all(['a', 'b', 'c', 'd'].map((id, i) => things.put(id, i)));

      for (const wanted of [['a'], ['b', 'd'], ['a', 'b', 'c', 'x']]) {
        const rows = await things.database.read(reader =>
          reader.all<{ id: string }>(
            sql`select id from thing where id in (${join(wanted.map(id => sql`${id}`))}) and n < ${9} order by id`,
          ),
        );
        assert.deepEqual(
          rows.map(row => row.id),
          wanted.filter(id => id !== 'x'),
        );
      }
    });

    it('are not mixed up between more changing statements than a driver keeps', async () => {
      await things.put('a', 5);

      for (const i of [...Array.from({ length: 270 }).keys(), 0, 1, 269]) {
        const extra = join(
          Array.from({ length: i }, () => sql`+ ${1}`),
          ' ',
        );
        const row = await things.database.read(reader =>
          reader.get<{ m: number }>(sql`select n ${extra} as m from thing`),
        );
        assert.equal(row?.m, 5 + i);
      }
    });
  });
}

/** Any characters but NUL, outside the basic plane too. */
const text = fc.array(fc.integer({ min: 1, max: 0x10_ff_ff }), { maxLength: 40 }).map(points =>
  // Half of a surrogate pair is no character.
  String.fromCodePoint(...points).toWellFormed(),
);

/** Whole numbers beyond 2^53 are refused. */
function isExact(d: number): boolean {
  return !Number.isInteger(d) || Number.isSafeInteger(d);
}
