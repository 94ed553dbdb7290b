import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { migrations } from '../../../start/migrations.ts';
import { migrate } from '../../../storage/migrations.ts';
import { openPostgres } from '../../../storage/postgres.ts';
import { openSqlite } from '../../../storage/sqlite.ts';
import { sql } from '../../../storage/sql.ts';
import { onBothEngines } from '../../../testing/engines.ts';
import { openTestDatabase } from '../../../testing/postgres.ts';
import { grantsAndRotationMigration } from './0017-grants-and-rotation.ts';

const CLOCK = { now: () => 1 };
const YEAR_MS = 31_536_000_000;

onBothEngines('the migration that brings grants and rotation', engine => {
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());

  async function open() {
    if (engine === 'postgres') return openPostgres(stack.use(await openTestDatabase()).url);
    const dataDir = await mkdtemp(join(tmpdir(), 'coffer-test-'));
    stack.defer(() => rm(dataDir, { recursive: true, force: true }));
    return openSqlite(join(dataDir, 'coffer.db'));
  }

  it('plans the rotation of the keys of AWS that are there already, and of no others', async () => {
    const database = stack.use(await open());
    const { number: last } = grantsAndRotationMigration;
    await migrate(
      database,
      migrations.filter(({ number }) => number < last),
      CLOCK,
    );
    await database.write(async writer => {
      for (const [id, manager] of [
        ['a', 'AWS'],
        ['b', 'CUSTOMER'],
      ] as const) {
        await writer.run(sql`
          insert into kms_key (key_id, account_id, region, manager, description, created_at)
          values (${id}, '123456789012', 'us-east-1', ${manager}, '', 5)`);
      }
    });

    await migrate(
      database,
      migrations.filter(({ number }) => number <= last),
      CLOCK,
    );

    const keys = await database.reader.all(sql`
      select key_id, rotation_period, next_rotation_at, grant_count
      from kms_key
      order by key_id`);
    assert.deepEqual(
      keys.map(key => Object.assign({}, key)),
      [
        { key_id: 'a', rotation_period: 365, next_rotation_at: 5 + YEAR_MS, grant_count: 0 },
        { key_id: 'b', rotation_period: null, next_rotation_at: null, grant_count: 0 },
      ],
    );
    const jobs = await database.reader.all(sql`select kind, subject, due_at, attempt from job`);
    assert.deepEqual(
      jobs.map(job => Object.assign({}, job)),
      [{ kind: 'kms.rotation', subject: 'a', due_at: 5 + YEAR_MS, attempt: 0 }],
    );
  });
});
