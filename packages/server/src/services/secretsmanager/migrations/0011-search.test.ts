import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { migrations } from '../../../start/migrations.ts';
import { migrate } from '../../../storage/migrations.ts';
import { openPostgres } from '../../../storage/postgres.ts';
import { openSqlite } from '../../../storage/sqlite.ts';
import { join as joinSql, sql } from '../../../storage/sql.ts';
import { onBothEngines } from '../../../testing/engines.ts';
import { openTestDatabase } from '../../../testing/postgres.ts';
import { searchMigration } from './0011-search.ts';

const CLOCK = { now: () => 1 };
/** More than the migration has in memory at one time. */
const SECRETS = 1_201;

onBothEngines('the migration that indexes searches', engine => {
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());

  it('indexes the secrets that are there already', async () => {
    const database = stack.use(await open(engine, stack));
    await migrate(
      database,
      migrations.filter(({ number }) => number < searchMigration.number),
      CLOCK,
    );
    const secrets = Array.from({ length: SECRETS }, (_, i) => ({ id: `id-${i}`, name: `s-${i}`, at: i % 7 }));
    await database.write(writer =>
      writer.run(sql`
        insert into secret (id, account_id, region, name, suffix, revision, description, tags, stages, created_at,
          changed_at, deleted_at)
        values ${joinSql(
          secrets.map(
            ({ id, name, at }) =>
              sql`(${id}, 'account', ${`region-${at}`}, ${name}, 'AAAAAA', 1, 'In use', ${'[{"Key":"Team","Value":"a"}]'},
                '[]', ${at}, ${at}, ${at === 1 ? 5 : null})`,
          ),
        )}`),
    );

    await migrate(
      database,
      migrations.filter(({ number }) => number <= searchMigration.number),
      CLOCK,
    );

    const rows = await database.reader.all<{ id: string; search_terms: string }>(
      sql`select id, search_terms from secret order by created_at, id`,
    );
    assert.equal(rows.length, SECRETS);
    const first = rows.find(({ id }) => id === 'id-0');
    const deleted = rows.find(({ id }) => id === 'id-8');
    assert.equal(first?.search_terms, ' ns n0 din duse kteam va');
    assert.equal(deleted?.search_terms, ' Ns N8 Din Duse Kteam Va');
    const words = await database.reader.all<{ place: string; word: string }>(sql`
      select place, word
      from secret_word
      where account_id = 'account' and region = 'region-1' and created_at = 1 and secret_id = 'id-8'`);
    assert.deepEqual(words.map(({ place, word }) => ` ${place}${word}`).toSorted(), [
      ' Din',
      ' Duse',
      ' Kteam',
      ' N8',
      ' Ns',
      ' Va',
    ]);
    const count = await database.reader.get<{ count: number }>(sql`select count(*) as count from secret_word`);
    assert.equal(count?.count, SECRETS * 6);
  });
});

async function open(engine: 'sqlite' | 'postgres', stack: AsyncDisposableStack) {
  if (engine === 'postgres') return openPostgres(stack.use(await openTestDatabase()).url);
  const folder = await mkdtemp(join(tmpdir(), 'coffer-search-'));
  stack.defer(() => rm(folder, { recursive: true }));
  return openSqlite(join(folder, 'coffer.db'), { synchronous: 'off' });
}
