import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it, test } from 'node:test';
import type { JobRow } from '../jobs/store.ts';
import { completeJob, hasLeases, leaseJobs, scheduleJob } from '../jobs/store.ts';
import { startServer } from '../server.ts';
import { END_OF_RECOVERY } from '../services/secretsmanager/delete-secret.ts';
import type { Writer } from '../storage/database.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { onBothEngines } from '../testing/engines.ts';
import { testOptions } from '../testing/test-options.ts';
import { TestServer } from '../testing/test-server.ts';
import { freeJobs } from './free-jobs.ts';

onBothEngines('Jobs that a server had leased when it was killed', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const lease = (owner: string): Promise<JobRow[]> =>
    server.parts.database.write(writer =>
      leaseJobs(writer, { owner, now: 10, until: 60_000, limit: 10, kinds: ['k'] }),
    );

  it('are due again where it must be gone, and stay with it where it may live', async () => {
    const { database } = server.parts;
    const job = { id: 'j', kind: 'k', subject: 's', due_at: 5 };
    await database.write(writer => scheduleJob(writer, job));
    const [lost] = await lease('killed');
    assert.equal(lost?.id, 'j');

    await freeJobs(database);

    const again = await lease('next');
    assert.deepEqual(
      again.map(({ id, attempt }) => [id, attempt]),
      engine === 'sqlite' ? [['j', 2]] : [],
    );
    const stored = await database.write(writer => completeJob(writer, lost, 'killed'));
    assert.equal(stored, engine === 'postgres');
  });
});

test('a server begins with them', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'coffer-free-jobs-'));
  const options = testOptions(dataDir);
  await (await startServer(options)).drain();
  const path = join(dataDir, 'coffer.db');
  await usingFile(path, async writer => {
    // About no secret: whoever runs it finds nothing to do.
    await scheduleJob(writer, { id: 'j', kind: END_OF_RECOVERY, subject: 'gone', due_at: 5 });
    await leaseJobs(writer, { owner: 'killed', now: 10, until: Number.MAX_SAFE_INTEGER, limit: 1 });
  });

  await using running = await startServer(options);
  await running.drain();

  await usingFile(path, async writer => {
    assert.equal(await hasLeases(writer), false);
  });
  await rm(dataDir, { recursive: true });
});

async function usingFile(path: string, work: (writer: Writer) => Promise<void>): Promise<void> {
  await using database = openSqlite(path, { synchronous: 'off' });
  await database.write(work);
}
