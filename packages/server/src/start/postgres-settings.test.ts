import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { checkDurability } from './doctor/durability.ts';
import { type Finding, findingsInto } from './doctor/finding.ts';
import { openStorage } from './open-storage.ts';
import { startPostgres } from '../testing/postgres.ts';

it('a PostgreSQL that loses what was acknowledged is named at start and by the doctor, and one that does not is not', async () => {
  for (const [settings, levels] of [
    [{ fsync: 'off', full_page_writes: 'on' }, ['warning']],
    [{ fsync: 'on', full_page_writes: 'off' }, ['warning']],
    [{ fsync: 'on', full_page_writes: 'on' }, ['ok']],
  ] as const) {
    await using stack = new AsyncDisposableStack();
    const dataDir = await mkdtemp(join(tmpdir(), 'coffer-settings-'));
    stack.defer(() => rm(dataDir, { recursive: true }));
    const server = stack.use(await startPostgres({ settings }));

    const { database, notices } = stack.use(await openStorage({ dataDir, database: await server.createDatabase() }));
    const found: Finding[] = [];
    await checkDurability(database.reader, database.engine, findingsInto(found, 'database'));

    assert.deepEqual(
      found.map(({ level }) => level),
      levels,
    );
    assert.deepEqual(
      notices,
      found.filter(({ level }) => level !== 'ok').map(({ message }) => message),
    );
  }
});
