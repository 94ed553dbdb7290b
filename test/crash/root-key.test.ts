/** A change of the root key that kill -9 ends at each of its steps: one root key opens everything, and it can go on. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { startServer } from '../../packages/server/src/index.ts';
import type { ServerOptions } from '../../packages/server/src/index.ts';
import { RootKeyRefused } from '../../packages/server/src/keys/root-key.ts';
import { openTestDatabase } from '../../packages/server/src/testing/postgres.ts';
import { onBothEngines, testOptions } from '../../packages/server/src/testing/index.ts';
import { SpawnClient } from '../support/spawn-client.ts';
import { ROOT_CREDENTIALS } from '../support/spawn-process.ts';
import { STEPS } from './change-root-key.ts';

const SCRIPT = join(import.meta.dirname, 'change-root-key.ts');

/** Gives back what it got: what a program seals is not the point here. */
const PROGRAM = `#!/bin/sh
/bin/sed -e 's/"key":/"blob":/; t' -e 's/"blob":/"key":/'
`;

onBothEngines('a change of the root key', engine => {
  for (const to of ['the same place', 'another place'] as const) {
    describe(`to ${to}`, () => {
      // Files and programs are the same on both engines; what is committed is not.
      for (const step of STEPS.filter(each => engine === 'sqlite' || each.endsWith('commit'))) {
        it(`that is killed ${step} leaves one root key that opens everything, and is done again`, async t => {
          await using stack = new AsyncDisposableStack();
          const database = engine === 'postgres' ? stack.use(await openTestDatabase()).url : undefined;
          const { folder, before, after } = await firstStart(t, database, to === 'another place');
          const program = to === 'another place' ? [join(folder, 'wrap')] : [];
          const isDone = STEPS.indexOf(step) >= STEPS.indexOf('after-commit');

          const killed = await change(before, step, program);
          const now = isDone ? after : before;
          const other = isDone ? before : after;
          await opens(now);
          if (to === 'another place') await isRefused(other);
          const finished = await change(now, 'none', isDone ? [] : program);
          await opens(after);

          assert.deepEqual([killed, finished], ['SIGKILL', 0]);
          if (to === 'another place') await isRefused(before);
        });
      }
    });
  }
});

interface Before {
  readonly folder: string;
  /** The options of the server before the change, and after it. */
  readonly before: ServerOptions;
  readonly after: ServerOptions;
}

async function firstStart(t: TestContext, database: string | undefined, moves: boolean): Promise<Before> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-root-key-'));
  t.after(() => rm(folder, { recursive: true }));
  const command = join(folder, 'wrap');
  await writeFile(command, PROGRAM, { mode: 0o700 });
  const before = testOptions(join(folder, 'data'), {
    http: '127.0.0.1:0',
    rootCredentials: ROOT_CREDENTIALS,
    database,
  });
  const moved = { ...before, rootKey: 'exec', rootKeyOptions: { command } } as const;
  await using server = await startServer(before);
  using client = new SpawnClient(server.file.http ?? '');
  await client.must('secretsmanager', 'CreateSecret', {
    Name: 'precious',
    SecretString: 'value',
    ClientRequestToken: '11111111-2222-4333-8444-555555555555',
  });
  return { folder, before, after: moves ? moved : before };
}

/** The signal or the exit code that a change ended with. */
async function change(options: ServerOptions, step: string, program: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options), step, ...program], { stdio: 'inherit' });
  const [code, signal] = await once(child, 'exit');
  return signal ?? code;
}

/** A server starts, and what was stored under the old root key is read and written. */
async function opens(options: ServerOptions): Promise<void> {
  await using server = await startServer(options);
  using client = new SpawnClient(server.file.http ?? '');
  const { SecretString } = await client.must('secretsmanager', 'GetSecretValue', { SecretId: 'precious' });
  assert.equal(SecretString, 'value');
  const { KeyMetadata } = await client.must('kms', 'CreateKey', {});
  assert.ok(KeyMetadata);
  const left = (await readdir(options.dataDir)).filter(name => /^root\.key\.[0-9a-f]{16}\.new$/.test(name));
  assert.deepEqual(left, []);
}

async function isRefused(options: ServerOptions): Promise<void> {
  await assert.rejects(
    startServer(options),
    (error: unknown) => error instanceof RootKeyRefused && error.reason === 'mismatch',
  );
}
