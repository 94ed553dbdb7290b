/**
 * Changes the root key of a data directory and kills itself at a step: `node change-root-key.ts OPTIONS STEP [PROGRAM]`.
 * With PROGRAM the root key moves to `exec`, else it is rotated where it is. STEP `none` lets it end.
 */
import { randomBytes } from 'node:crypto';
import { BatchingTrail } from '../../packages/server/src/audit/audit-trail.ts';
import { systemClock } from '../../packages/server/src/clock.ts';
import { rootKeyExec } from '../../packages/server/src/keys/root-key-exec.ts';
import type { RootKeyProvider } from '../../packages/server/src/keys/root-key.ts';
import { makeLog } from '../../packages/server/src/log.ts';
import type { ServerOptions } from '../../packages/server/src/options.ts';
import { openKeysWith } from '../../packages/server/src/start/open-keys.ts';
import { openStorage } from '../../packages/server/src/start/open-storage.ts';
import { rootKeyProvider } from '../../packages/server/src/start/root-key-provider.ts';
import { RootKeys } from '../../packages/server/src/start/root-keys.ts';
import type { Database } from '../../packages/server/src/storage/database.ts';

/** In the order in which they come. */
export const STEPS = [
  'before-next',
  'after-next',
  'before-commit',
  'in-commit',
  'after-commit',
  'after-settle',
] as const;
type Step = (typeof STEPS)[number] | 'none';

if (import.meta.main) await change(process.argv.slice(2));

async function change([text = '{}', step = 'none', program]: readonly string[]): Promise<void> {
  // What the test has made of options that the compiler has checked.
  const options = JSON.parse(text) as ServerOptions;
  const die = (at: Step) => {
    if (at === step) process.kill(process.pid, 'SIGKILL');
  };
  await using storage = await openStorage(options);
  const provider = await rootKeyProvider(options);
  const keyring = await openKeysWith(provider, storage.database);
  const database = dyingDatabase(storage.database, die);
  await using audit = new BatchingTrail(database, systemClock);
  const log = makeLog('silent');
  const parts = { database, keyring, audit, clock: systemClock, random: randomBytes, log };
  const rootKeys = new RootKeys(parts, options, provider);
  if (program === undefined) await rootKeys.rotate(dyingProvider(provider, die));
  else await rootKeys.migrate(dyingProvider(rootKeyExec(program, randomBytes), die));
}

function dyingProvider(provider: RootKeyProvider, die: (at: Step) => void): RootKeyProvider {
  return {
    ...provider,
    async next(current) {
      die('before-next');
      const made = await provider.next(current);
      die('after-next');
      return made;
    },
    async settle(stored) {
      await provider.settle?.(stored);
      die('after-settle');
    },
  };
}

function dyingDatabase(database: Database, die: (at: Step) => void): Database {
  return {
    ...database,
    read: f => database.read(f),
    async write(f) {
      die('before-commit');
      const result = await database.write(async writer => {
        const kept = await f(writer);
        die('in-commit');
        return kept;
      });
      die('after-commit');
      return result;
    },
  };
}
