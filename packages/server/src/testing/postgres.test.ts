import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Client } from 'pg';
import { openTestDatabase } from './postgres.ts';

describe('openTestDatabase', () => {
  it('gives an empty database that sorts as people do, so that a missing collation shows', async () => {
    await using database = await openTestDatabase();
    await using client = await connect(database.url);

    const tables = await client.query(`select 1 from pg_tables where schemaname = 'public'`);
    const words = await client.query(`select word from unnest(array['B', 'a']) as word order by word`);

    assert.equal(tables.rowCount, 0);
    assert.deepEqual(words.rows, [{ word: 'a' }, { word: 'B' }]);
  });

  it('drops it at the end', async () => {
    let url: string;
    {
      await using database = await openTestDatabase();
      url = database.url;
    }

    await assert.rejects(connect(url), /does not exist|ECONNREFUSED/);
  });
});

async function connect(url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  return { query: client.query.bind(client), [Symbol.asyncDispose]: () => client.end() };
}
