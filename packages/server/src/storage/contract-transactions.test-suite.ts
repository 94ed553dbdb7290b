import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { insert, type Things } from './contract-things.test-suite.ts';
import { UniqueViolation } from './database.ts';
import { sql } from './sql.ts';

/** What `write` promises: all or nothing, each write alone. */
export function describeTransactions(things: Things): void {
  describe('transactions', () => {
    it('show what is committed, and give what the function returned', async () => {
      const result = await things.database.write(async writer => {
        await writer.run(insert('a'));
        return 'done';
      });

      assert.equal(result, 'done');
      assert.deepEqual(await things.ids(), ['a']);
    });

    it('keep nothing of a write that throws', async () => {
      const failure = new Error('no');

      const write = things.database.write(async writer => {
        await writer.run(insert('a'));
        throw failure;
      });

      await assert.rejects(write, failure);
      assert.deepEqual(await things.ids(), []);
    });

    it('keep nothing of a write in which a statement failed, even when it catches the error', async () => {
      await things.put('taken');

      const write = things.database.write(async writer => {
        await writer.run(insert('a'));
        await assert.rejects(writer.run(insert('taken')), UniqueViolation);
      });

      await assert.rejects(write, UniqueViolation);
      assert.deepEqual(await things.ids(), ['taken']);
    });

    it('keep nothing of a write that did not wait for the statement that failed', async () => {
      await things.put('taken');

      const write = things.database.write(async writer => {
        await writer.run(insert('a'));
        writer.run(insert('taken')).catch(() => {});
      });

      await assert.rejects(write);
      assert.deepEqual(await things.ids(), ['taken']);
    });

    it('stand alone when many are committed at once', async () => {
      const writes = Array.from({ length: 40 }, (_, i) =>
        things.database.write(async writer => {
          await writer.run(insert(`w${String(i).padStart(2, '0')}`));
          if (i % 3 === 0) throw new Error(`no ${i}`);
          return i;
        }),
      );

      const results = await Promise.allSettled(writes);

      assert.deepEqual(
        results.map(result => (result.status === 'fulfilled' ? result.value : result.reason.message)),
        Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? `no ${i}` : i)),
      );
      assert.deepEqual(
        await things.ids(),
        Array.from({ length: 40 }, (_, i) => i)
          .filter(i => i % 3 !== 0)
          .map(i => `w${String(i).padStart(2, '0')}`),
      );
    });

    it('let a later write of the same moment see an earlier one', async () => {
      await things.put('n');

      await Promise.all(Array.from({ length: 50 }, () => things.increment('n')));

      assert.deepEqual(await things.read('n'), { n: 50 });
    });

    it('take writes that are asked for while another one runs', async () => {
      let second: Promise<unknown> | undefined;

      await things.database.write(async writer => {
        second = things.put('b');
        await writer.run(insert('a'));
      });
      await second;

      assert.deepEqual(await things.ids(), ['a', 'b']);
    });

    it('refuse the writer once the write is over', async () => {
      const writer = await things.database.write(async inner => [inner]);

      await assert.rejects(async () => writer[0]?.run(insert('late')), /after its write had ended/);
      assert.deepEqual(await things.ids(), []);
    });

    it('count the rows that changed', async () => {
      await Promise.all([things.put('a'), things.put('b')]);

      const counts = await things.database.write(async writer => [
        (await writer.run(sql`update thing set n = 1`)).changes,
        (await writer.run(sql`update thing set n = 1 where id = 'none'`)).changes,
        (await writer.run(sql`insert into thing (id, n) values ('a', 0) on conflict do nothing`)).changes,
      ]);

      assert.deepEqual(counts, [2, 0, 0]);
    });

    it('give the number of an identity column by `returning`', async () => {
      const give = () =>
        things.database.write(writer =>
          writer.get<{ id: number }>(sql`insert into numbered (v) values ('x') returning id`),
        );

      const first = await give();
      const second = await give();

      assert.ok(first !== undefined && second !== undefined);
      assert.ok(second.id > first.id);
    });
  });
}
