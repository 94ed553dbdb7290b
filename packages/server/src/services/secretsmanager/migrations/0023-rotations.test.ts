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
import { rotationsMigration } from './0023-rotations.ts';

const CLOCK = { now: () => 1 };

onBothEngines('The migration that brings rotations', engine => {
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());

  it('plans a job for each secret whose rotation was configured before', async () => {
    const database = stack.use(await open(engine, stack));
    const { number } = rotationsMigration;
    await migrate(
      database,
      migrations.filter(migration => migration.number < number),
      CLOCK,
    );
    const secrets = [
      { id: 'on', enabled: 1, next: 77, deleted: null },
      { id: 'cancelled', enabled: 0, next: null, deleted: null },
      { id: 'on-request', enabled: 1, next: null, deleted: null },
      { id: 'deleted', enabled: 1, next: 77, deleted: 5 },
      { id: 'never', enabled: null, next: null, deleted: null },
    ];
    for (const { id, enabled, next, deleted } of secrets) {
      await database.write(writer =>
        writer.run(sql`
          insert into secret (id, account_id, region, name, suffix, revision, stages, created_at, changed_at,
            rotation_enabled, next_rotation_at, deleted_at)
          values (${id}, 'account', 'region', ${id}, 'AAAAAA', 1, '[]', 1, 1, ${enabled}, ${next}, ${deleted})`),
      );
    }

    await migrate(
      database,
      migrations.filter(migration => migration.number <= number),
      CLOCK,
    );

    const jobs = await database.reader.all<{ subject: string; due_at: number }>(
      sql`select subject, due_at from job where kind = 'secretsmanager.rotation'`,
    );
    assert.deepEqual(
      jobs.map(({ subject, due_at: dueAt }) => [subject, dueAt]),
      [['on', 77]],
    );
  });
});

async function open(engine: 'sqlite' | 'postgres', stack: AsyncDisposableStack) {
  if (engine === 'postgres') return openPostgres(stack.use(await openTestDatabase()).url);
  const folder = await mkdtemp(join(tmpdir(), 'coffer-rotations-'));
  stack.defer(() => rm(folder, { recursive: true }));
  return openSqlite(join(folder, 'coffer.db'), { synchronous: 'off' });
}
