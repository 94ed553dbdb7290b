import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpawnClient } from '../support/spawn-client.ts';
import type { CrashingPostgres } from '../support/spawn-postgres.ts';
import { startCrashingPostgres } from '../support/spawn-postgres.ts';
import { spawnServer } from '../support/spawn-process.ts';
import { startLoad } from './load.ts';
import { Random } from './random.ts';
import { killRounds } from './rounds.ts';
import { postgresQuery, tableProblems } from './tables.ts';
import { trailByUserAgent } from './trail.ts';
import { verifyLoad } from './verify.ts';

const SEED = Number(process.env['COFFER_CRASH_SEED'] ?? Date.now() % 2 ** 31);
const skip = process.platform === 'linux' ? false : 'PostgreSQL is killed by way of /proc';

describe(`PostgreSQL beneath (COFFER_CRASH_SEED=${SEED})`, { skip, timeout: 600_000 }, () => {
  let postgres: CrashingPostgres;
  let folder: string;
  before(async () => {
    postgres = await startCrashingPostgres();
    folder = await mkdtemp(join(tmpdir(), 'coffer-crash-'));
  });
  after(async () => {
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('a server that kill -9 ends loses nothing, 4 times', async () => {
    const { problems, acknowledged } = await killRounds({
      rounds: 4,
      seed: SEED,
      server: { database: postgres.url, rootKeyFile: join(folder, 'root.key') },
      query: text => postgresQuery(postgres.url, text),
    });

    assert.deepEqual(problems, []);
    assert.ok(acknowledged > 0);
  });

  it('a database that crashes under a server that lives loses nothing, 3 times', async () => {
    const random = new Random(SEED);
    const options = { database: postgres.url, rootKeyFile: join(folder, 'root.key'), logLevel: 'silent' } as const;
    await using server = spawnServer(folder, options);
    const url = (await server.ready).http ?? '';
    using client = new SpawnClient(url);
    for (let round = 1; round <= 3; round++) {
      const begin = Date.now();
      const stop = new AbortController();
      const prefix = `database-${round}`;
      const load = await startLoad({ url, prefix, random, clients: 4, until: stop.signal, mayFail: true });
      await sleep(random.between(100, 500));
      await load.underWay;
      const restart = await postgres.crash();
      await sleep(random.between(0, 200));
      await restart();
      await sleep(200);
      stop.abort();
      const done = await load.done;

      const trail = await trailByUserAgent(client, begin);
      assert.deepEqual(await tableProblems(text => postgresQuery(postgres.url, text)), []);
      assert.deepEqual(await verifyLoad(client, done, trail, { mayRepeat: true }), []);
      assert.ok(done.sent.some(sent => sent.answer !== undefined));
    }
  });
});
