import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { insert, type Things } from './contract-things.test-suite.ts';
import type { Sql } from './sql.ts';
import { sql } from './sql.ts';

/** What readers and writers see of each other. */
export function describeIsolation(things: Things): void {
  describe('isolation', () => {
    it('hides an open write from readers, before and after they have read', async () => {
      await things.put('a', 1);
      const opened = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const write = things.database.write(async writer => {
        await writer.run(sql`update thing set n = 2 where id = 'a'`);
        await writer.run(insert('b'));
        opened.resolve();
        await goOn.promise;
      });
      await opened.promise;

      const during = [await things.read('a'), await things.read('b'), await things.read('a')];
      goOn.resolve();
      await write;

      assert.deepEqual(during, [{ n: 1 }, undefined, { n: 1 }]);
      assert.deepEqual([await things.read('a'), await things.read('b')], [{ n: 2 }, { n: 0 }]);
    });

    it('shows a writer its own changes', async () => {
      const seen = await things.database.write(async writer => {
        await writer.run(insert('a', 7));
        return writer.get(sql`select n from thing where id = 'a'`);
      });

      assert.deepEqual({ ...seen }, { n: 7 });
    });

    it('lets one of two writers win that read, check and change one revision', async () => {
      await things.put('a', 1);
      const change = (turns: number) =>
        things.database.write(async writer => {
          const row = await writer.get<{ n: number }>(sql`select n from thing where id = ${'a'}${writer.forUpdate}`);
          for (let i = 0; i < turns; i += 1) await nextTurn();
          if (row?.n !== 1) throw new Error('changed meanwhile');
          await writer.run(sql`update thing set n = ${row.n + 1} where id = ${'a'}`);
        });

      const results = await Promise.allSettled([change(3), change(0), change(1)]);

      assert.equal(results.filter(result => result.status === 'fulfilled').length, 1);
      assert.deepEqual(await things.read('a'), { n: 2 });
    });

    it('gives each of several takers a row of its own', async () => {
      await Promise.all([things.put('a'), things.put('b'), things.put('c')]);
      const taken: string[] = [];
      const take = () =>
        things.database.write(async writer => {
          const row = await writer.get<{ id: string }>(
            sql`select id from thing where n = 0 order by id limit ${1}${writer.forUpdateSkipLocked}`,
          );
          await writer.run(sql`update thing set n = 1 where id = ${row?.id ?? ''}`);
          taken.push(row?.id ?? 'none');
        });

      await Promise.all([take(), take(), take()]);

      assert.deepEqual(taken.toSorted(), ['a', 'b', 'c']);
    });

    it('stays correct when a write waits for something else', async () => {
      await things.put('n');

      await Promise.all(
        Array.from({ length: 5 }, () =>
          things.database.write(async writer => {
            const row = await writer.get<{ n: number }>(sql`select n from thing where id = 'n'${writer.forUpdate}`);
            await sleep(2);
            await writer.run(sql`update thing set n = ${(row?.n ?? 0) + 1} where id = 'n'`);
          }),
        ),
      );

      assert.deepEqual(await things.read('n'), { n: 5 });
    });

    it('says which engine a reader is of', () => {
      assert.equal(things.database.reader.engine, things.database.engine);
    });

    it('refuses a statement that writes through a reader', async () => {
      const attempt = () =>
        things.database.read(reader => reader.get(sql`insert into thing (id, n) values ('a', 0) returning id`));

      await assert.rejects(attempt);
      await assert.rejects(attempt);
      assert.deepEqual(await things.ids(), []);
    });

    it('refuses such a statement also when it is woven together, and after one that reads', async () => {
      const woven = (action: Sql) => things.database.read(reader => reader.get(sql`${action} id`));
      const adding = sql`insert into thing (id, n) values ('a', 0) returning`;
      for (let i = 0; i < 3; i++) {
        await assert.rejects(woven(adding));
        assert.equal(await woven(sql`select id from thing order by`), undefined);
      }
      assert.deepEqual(await things.ids(), []);
    });

    it('sees what was committed with a woven statement that has been read before', async () => {
      const read = () => things.database.read(reader => reader.all<{ id: string }>(sql`select id from ${sql`thing`}`));
      for (let i = 0; i < 3; i++) {
        assert.equal((await read()).length, i);
        await things.put(`id${i}`);
        const seen = await things.database.write(async writer => {
          await writer.run(insert('open'));
          const others = await read();
          await writer.run(sql`delete from thing where id = 'open'`);
          return others;
        });
        assert.equal(seen.length, i + 1);
      }
    });
  });
}
