/** What holds for functions that somebody wrote with the public contract alone, on a real database. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { zipSync } from 'fflate';
import type { DatabaseUnderTest } from '../../packages/rotators/src/testing/database-under-test.ts';
import type { FunctionBench, UploadedFunction } from './function-bench.ts';
import { openFunctionBench, withoutPythonDrivers } from './function-bench.ts';
import { proveFaults } from './prove-faults.ts';
import { zipWithPackages } from './zip-packages.ts';

/** A database, and what is needed to reach it. */
export interface ProvenDatabase {
  readonly engine: string;
  start(): Promise<DatabaseUnderTest>;
  /** The npm package of its driver. */
  readonly driver: string;
  /** What its secrets hold beside what all do. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** In which language functions go wrong in every way; that is the same for every database. */
  readonly faultsIn: Language;
}

/** What functions are written in. */
export type Language = 'Python' | 'Node.js';

const HERE = join(import.meta.dirname, 'handlers');
const CALLS = readFileSync(join(import.meta.dirname, '../clients/rotation-function.mjs'));

/** Declares the tests. */
export function proveFunctions(name: string, skip: string | false, proven: ProvenDatabase): void {
  describe(name, { skip: skip || withoutPythonDrivers(), concurrency: true }, () => {
    let bench: FunctionBench;
    before(async () => {
      bench = await openFunctionBench(proven.engine, () => proven.start(), proven.members ?? {});
    });
    after(() => bench[Symbol.asyncDispose]());

    for (const language of ['Python', 'Node.js'] as const) {
      describe(`a function of ${language}`, () => {
        const functionName = language === 'Python' ? 'of-python' : 'of-node';
        let arn: string;
        before(async () => {
          arn = await bench.upload(functionName, uploaded(language, proven.driver));
        });
        const rotate = async (secretId: string) => bench.rotated(secretId, await bench.begin(secretId, arn));

        test('121: rotates a single user: the old password is refused, and who tries again never fails', async () => {
          const { database, read } = bench;
          const secretId = await bench.store();
          const { username, password, ...others } = await read(secretId);

          const { failures } = await whileInUse(
            () => untilDone(() => bench.use(secretId)),
            () => rotate(secretId),
          );

          assert.deepEqual(failures, []);
          await bench.use(secretId);
          await assert.rejects(database.use(username, password));
          const now = await read(secretId);
          assert.deepEqual(now, { ...others, username, password: now.password });
        });

        test('121: rotates alternating users while applications read the secret and log in: none of them fails', async () => {
          const secretId = await bench.storeAlternating();
          const { username } = await bench.read(secretId);

          const { uses, failures } = await whileInUse(
            () => bench.use(secretId),
            async () => {
              for (const expected of [`${username}_clone`, username]) {
                await rotate(secretId);
                assert.equal((await bench.read(secretId)).username, expected);
                await Promise.all([bench.use(secretId), bench.use(secretId, 'AWSPREVIOUS')]);
              }
            },
          );

          assert.deepEqual(failures, []);
          assert.ok(uses >= 10, `${uses} logins`);
        });

        if (language === proven.faultsIn)
          proveFaults(() => ({ bench, functionName, arn, code: uploaded(language, proven.driver) }));
      });
    }
  });
}

/** Two applications use something all the time while something else happens: how often, and what failed. */
async function whileInUse(use: () => Promise<void>, work: () => Promise<void>): Promise<Usage> {
  const working = new AbortController();
  const failures: unknown[] = [];
  let uses = 0;
  const application = async () => {
    while (!working.signal.aborted) {
      await use().catch((error: unknown) => failures.push(error));
      uses += 1;
      // The functions need the processor, too.
      await delay(10);
    }
  };
  const applications = Promise.all([application(), application()]);
  try {
    await work();
  } finally {
    working.abort();
    await applications;
  }
  return { uses, failures };
}

interface Usage {
  readonly uses: number;
  readonly failures: readonly unknown[];
}

/** As applications of a single user have to: between the database's change and the label's, the password is wrong. */
async function untilDone(use: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await use();
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
      await delay(50);
    }
  }
}

const MAX_TRIES = 600;

function uploaded(language: Language, driver: string): UploadedFunction {
  if (language === 'Python') {
    const zip = zipSync({ 'rotate.py': readFileSync(join(HERE, 'rotate.py')) });
    return { runtime: 'python3.12', handler: 'rotate.handler', zip };
  }
  const files = { 'index.mjs': readFileSync(join(HERE, 'rotate.mjs')), 'rotation-function.mjs': CALLS };
  return { runtime: 'nodejs22.x', handler: 'index.handler', zip: zipWithPackages(files, [driver]) };
}
