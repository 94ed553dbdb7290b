import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { migrations } from '../start/migrations.ts';
import { TLS_PLACE } from '../start/tls-place.ts';
import { migrate } from '../storage/migrations.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { sql } from '../storage/sql.ts';
import { folderIn } from './backup.test-support.ts';
import { INTERNAL_PLACES, OTHER_CIPHERTEXTS } from './internal-places.ts';

describe('the places of ciphertexts', () => {
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());

  it('name every column of the schema that holds bytes, so that verify and doctor open them all', async () => {
    const database = stack.use(openSqlite(join(await folderIn(stack), 'coffer.db'), { synchronous: 'off' }));
    await migrate(database, migrations, { now: () => 0 });

    const columns = await database.reader.all<{ name: string }>(sql`
      select t.name || '.' || c.name as name
      from pragma_table_list t
      join pragma_table_xinfo(t.name) c
      where t.schema = 'main' and lower(c.type) = 'blob'
      order by 1`);

    const named = [...INTERNAL_PLACES, TLS_PLACE].map(place => `${place.table}.${place.column}`);
    assert.deepEqual(
      columns.map(({ name }) => name),
      [...named, ...OTHER_CIPHERTEXTS].toSorted(),
    );
  });
});
