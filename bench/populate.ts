/**
 * Makes secrets through the real line, without sockets: `node populate.ts DATA-DIR COUNT [DATABASE-URL]`. What a server
 * does in a quiet moment, indexing the audit trail, is done too. Sends how many seconds each took.
 */
import { randomUUID } from 'node:crypto';
import { indexStep } from '../packages/server/src/audit/indexer.ts';
import { serve } from '../packages/server/src/pipeline/serve.ts';
import { openParts } from '../packages/server/src/start/parts.ts';
import type { Parts } from '../packages/server/src/start/parts.ts';
import { testOptions } from '../packages/server/src/testing/test-options.ts';
import { signCall } from './requests.ts';
import { creation, describe, ROOT_KEY, secretName } from './secrets.ts';

/** Requests at work at one time: so many share a commit. */
const CONCURRENCY = 256;

/** Nobody waits for an answer meanwhile, so that the steps may be larger than a server's. */
const STEP_BATCHES = 1_000;

const NEVER = new AbortController().signal;

const [dataDir = '', count = '0', database] = process.argv.slice(2);
process.once('disconnect', () => process.exit());
await using stack = new AsyncDisposableStack();
const parts = await openParts(stack, testOptions(dataDir, { database, rootCredentials: ROOT_KEY }));
const begin = performance.now();
await createAll(parts, Number(count));
const created = performance.now();
while ((await indexStep(parts.database, STEP_BATCHES)) > 0);
const indexed = performance.now();
process.send?.({ createSeconds: (created - begin) / 1000, indexSeconds: (indexed - created) / 1000 });
process.disconnect?.();

async function createAll({ line }: Parts, total: number): Promise<void> {
  let next = 0;
  async function work(): Promise<void> {
    while (next < total) {
      const number = next++;
      const name = secretName(number);
      const call = signCall('127.0.0.1', 'CreateSecret', creation(name, randomUUID(), describe(number)));
      const { status, body } = await serve(line, {
        ...call,
        remoteAddress: '127.0.0.1',
        tls: undefined,
        signal: NEVER,
        listener: 'bench',
      });
      if (status !== 200) throw new Error(`${name} was not made: ${status} ${Buffer.from(body).toString()}`);
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
}
