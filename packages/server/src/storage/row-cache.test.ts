import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { rememberable, RowCache } from './row-cache.ts';
import { sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

const folder = await mkdtemp(join(tmpdir(), 'coffer-rows-'));
after(() => rm(folder, { recursive: true }));

describe('RowCache', () => {
  it('forgets what was used least recently, by the bytes that rows take', () => {
    const cache = new RowCache(10_000);
    const row = { text: 'x'.repeat(2_000) };
    for (const name of ['a', 'b', 'c']) cache.set(name, row);
    // More than half of the memory is taken: from now on it counts what was used last.
    assert.equal(cache.get('a'), row);

    cache.set('d', row);

    assert.deepEqual(
      ['a', 'b', 'c', 'd'].filter(name => cache.get(name) !== undefined),
      ['a', 'c', 'd'],
    );
    assert.ok(cache.bytes <= 10_000);
  });

  it('takes no more memory for a name that is set again, and none for one that was forgotten', () => {
    const cache = new RowCache();
    cache.set('a', { text: 'long '.repeat(100), blob: new Uint8Array(1_000) });
    cache.set('a', { text: 'short' });
    const { bytes } = cache;
    cache.set('b', { text: 'short' });
    cache.forget('b');

    assert.equal(cache.bytes, bytes);
    cache.forget('a');
    assert.equal(cache.bytes, 0);
  });
});

it('a row to be remembered has its columns and nothing else', () => {
  const found = Object.assign(Object.create(null) as object, { id: 'a', n: 7, text: null });

  const row = rememberable(found);

  assert.deepEqual({ ...row }, { id: 'a', n: 7, text: null });
  assert.deepEqual(Reflect.ownKeys(row), ['id', 'n', 'text']);
  for (const inherited of ['toString', 'constructor', '__proto__']) assert.ok(!(inherited in row), inherited);
});

it('SQLite remembers a row until a write that forgets it commits', async () => {
  await using database = openSqlite(join(folder, 'remembered.db'), { synchronous: 'off' });
  await database.writeSchema(writer => writer.script('create table t (n integer); insert into t values (1)'));
  const read = () => database.reader.getRemembered<{ n: number }>('t', sql`select n from t`);
  const set = (n: number, isKept: boolean) =>
    database.write(async writer => {
      await writer.run(sql`update t set n = ${n}`);
      writer.forget('t');
      if (!isKept) throw new Error('undone');
    });
  assert.equal((await read())?.n, 1);

  const known = read();
  await assert.rejects(set(2, false), /undone/);

  assert.ok(!(known instanceof Promise), 'it is known at once');
  assert.equal(read(), known);
  await set(3, true);
  assert.equal((await read())?.n, 3);
});
