import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { migrations } from '../../packages/server/src/start/migrations.ts';
import { migrate } from '../../packages/server/src/storage/migrations.ts';
import { openSqlite } from '../../packages/server/src/storage/sqlite.ts';
import type { Moment } from './interrupted-start.ts';
import { interruptStart, problemsOfStart } from './interrupted-start.ts';
import { Random } from './random.ts';

const SEED = Number(process.env['COFFER_CRASH_SEED'] ?? Date.now() % 2 ** 31);

describe(`a start that kill -9 interrupts (COFFER_CRASH_SEED=${SEED})`, () => {
  const random = new Random(SEED);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-start-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  // Half of them at changes of the data directory: what can be half made is made there, within a few milliseconds.
  const moments: readonly Moment[] = Array.from({ length: 10 }, (_, i) => {
    return i % 2 === 0 ? { atChange: random.between(1, 30) } : { afterMs: random.between(0, 500) };
  });

  for (const [i, moment] of moments.entries()) {
    it(`leaves nothing half made by the first start, killed ${JSON.stringify(moment)}`, async () => {
      const dataDir = join(folder, `first-${i}`);
      await mkdir(dataDir, { mode: 0o700 });

      await interruptStart(dataDir, moment);

      assert.deepEqual(await problemsOfStart(dataDir), []);
    });
  }

  for (const atChange of [random.between(4, 8), random.between(9, 16)]) {
    it(`leaves a database that is migrated or not, killed at change ${atChange}`, async () => {
      const dataDir = join(folder, `old-${atChange}`);
      await mkdir(dataDir, { mode: 0o700 });
      {
        await using database = openSqlite(join(dataDir, 'coffer.db'));
        await migrate(database, migrations.slice(0, 2), { now: Date.now });
      }

      await interruptStart(dataDir, { atChange });

      assert.deepEqual(await problemsOfStart(dataDir), []);
    });
  }
});
