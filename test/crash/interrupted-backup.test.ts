import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openSqlite } from '../../packages/server/src/storage/sqlite.ts';
import { join as joinSql, sql } from '../../packages/server/src/storage/sql.ts';
import { openTestDatabase } from '../../packages/server/src/testing/postgres.ts';
import { secretText, TestServer } from '../../packages/server/src/testing/test-server.ts';
import { spawnServer } from '../support/spawn-process.ts';
import { type CommandEnd, runCoffer } from './interrupted-backup.ts';
import type { Moment } from './interrupted-start.ts';
import { Random } from './random.ts';
import { postgresQuery, sqliteDamage, sqliteQuery } from './tables.ts';

const SEED = Number(process.env['COFFER_CRASH_SEED'] ?? Date.now() % 2 ** 31);
/** Enough that a restore takes its time. */
const ROWS = 40_000;
const COUNT = 'select count(*) as count from iam_service_use';

describe(`a backup and a restore that kill -9 interrupts (COFFER_CRASH_SEED=${SEED})`, () => {
  const random = new Random(SEED);
  const stack = new AsyncDisposableStack();
  let folder: string;
  let dataDir: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-crash-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    dataDir = join(folder, 'source');
    await mkdir(dataDir, { mode: 0o700 });
    await fill(dataDir);
    file = join(folder, 'whole.backup');
    const { code, stderr } = await runCoffer(['backup', file, '--data-dir', dataDir], folder);
    assert.equal(code, 0, stderr);
  });
  after(() => stack.disposeAsync());

  // Before it reads, at the changes that it makes, and while it is busy.
  const backupMoments: readonly Moment[] = [{ atChange: 1 }, { atChange: 3 }, { afterMs: random.between(200, 1_200) }];
  for (const moment of backupMoments) {
    it(`leaves a whole backup or none, killed ${JSON.stringify(moment)}`, async () => {
      const target = await mkdtemp(join(folder, 'backup-'));
      const path = join(target, 'b');

      await runCoffer(['backup', path, '--data-dir', dataDir], target, moment);

      const verify = () => runCoffer(['backup', 'verify', path, '--data-dir', dataDir], target);
      if (existsSync(path)) assert.equal((await verify()).code, 0);
      assert.ok((await readdir(target)).every(name => name === 'b' || name.endsWith('.partial')));
      const again = await runCoffer(['backup', path, '--data-dir', dataDir], target);
      assert.equal(again.code, 0, again.stderr);
      assert.equal((await verify()).code, 0);
    });
  }

  it('leaves nothing after Ctrl-C, with a server and without, and the server goes on', async () => {
    const target = await mkdtemp(join(folder, 'cancelled-'));
    const path = join(target, 'b');
    const backup = (moment?: Moment) => runCoffer(['backup', path, '--data-dir', dataDir], target, moment, 'SIGINT');
    // It is being written from the first change of its folder on. On a busy machine it may be done before the signal comes.
    async function cancelledBackup(): Promise<CommandEnd> {
      for (let left = 20; ; left--) {
        const end = await backup({ atChange: 1 });
        if (end.code !== 0 || left === 0) return end;
        await rm(path);
      }
    }
    const cancelled = { code: 130, stdout: '', stderr: 'coffer: it was cancelled; nothing was written\n' };

    assert.deepEqual(await cancelledBackup(), cancelled);
    assert.deepEqual(await readdir(target), []);
    {
      await using server = spawnServer(dataDir);
      await server.ready;
      assert.deepEqual(await cancelledBackup(), cancelled);
      assert.deepEqual(await readdir(target), []);
      assert.equal((await backup()).code, 0);
    }
  });

  const restoreMoments: readonly Moment[] = [
    { atChange: random.between(1, 5) },
    { atChange: random.between(6, 20) },
    { afterMs: random.between(400, 1_000) },
    { afterMs: random.between(1_000, 2_500) },
  ];
  for (const moment of restoreMoments) {
    it(`restores all or nothing, and again afterwards, killed ${JSON.stringify(moment)}`, async () => {
      const target = join(await mkdtemp(join(folder, 'restore-')), 'data');
      await mkdir(target, { mode: 0o700 });
      await cp(join(dataDir, 'root.key'), join(target, 'root.key'));
      const argv = ['restore', file, '--data-dir', target];

      await runCoffer(argv, target, moment);

      if (!existsSync(join(target, 'coffer.db'))) {
        const again = await runCoffer(argv, target);
        assert.equal(again.code, 0, again.stderr);
      }
      assert.deepEqual(
        (await sqliteQuery(target, COUNT)).map(row => row['count']),
        [ROWS],
      );
      assert.deepEqual(await sqliteDamage(target), []);
      const left = (await readdir(target)).filter(name => name.includes('restoring'));
      assert.deepEqual(left, []);
    });
  }

  it('restores all or nothing into PostgreSQL', async () => {
    for (const afterMs of [random.between(800, 5_000)]) {
      await using database = await openTestDatabase();
      const target = join(await mkdtemp(join(folder, 'postgres-')), 'data');
      await mkdir(target, { mode: 0o700 });
      await cp(join(dataDir, 'root.key'), join(target, 'root.key'));
      const argv = ['restore', file, '--data-dir', target, '--database', database.url];

      await runCoffer(argv, target, { afterMs });

      const again = await runCoffer(argv, target);
      // The first one may have been done already: its commit was sent before it was killed.
      if (again.code !== 0) assert.match(again.stderr, /is not empty/);
      const rows = await postgresQuery(database.url, COUNT);
      assert.deepEqual(
        rows.map(row => Number(row['count'])),
        [ROWS],
      );
    }
  });
});

async function fill(dataDir: string): Promise<void> {
  {
    await using server = await TestServer.open({ options: { dataDir } });
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'crash',
      ClientRequestToken: '11111111-2222-4333-8444-000000000001',
      SecretString: secretText('x'),
    });
  }
  await using database = openSqlite(join(dataDir, 'coffer.db'));
  for (let at = 0; at < ROWS; at += 1_000) {
    const rows = Array.from(
      { length: 1_000 },
      (_, i) => sql`(${`AIDA${at + i}`}, 'iam', ${'x'.repeat(50)}, ${at}, 'r')`,
    );
    await database.write(writer =>
      writer.run(sql`
        insert into iam_service_use (principal_id, service, action, used_at, region)
        values ${joinSql(rows)}`),
    );
  }
}
