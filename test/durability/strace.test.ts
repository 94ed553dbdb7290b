import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SpawnClient } from '../support/spawn-client.ts';
import type { ServerProcess } from '../support/spawn-process.ts';
import { spawnServer } from '../support/spawn-process.ts';
import type { SystemCall } from './watched-calls.ts';
import { watchCalls } from './watched-calls.ts';

const TOKEN = '11111111-2222-4333-8444-555555555555';

const strace = spawnSync('strace', ['-V']);
const skip = strace.error === undefined ? false : 'there is no strace here';

// kill -9 cannot show this: the page cache outlives the process.
describe('an answer leaves after what it acknowledges is durable', { skip, timeout: 600_000 }, () => {
  let folder: string;
  let server: ServerProcess;
  let client: SpawnClient;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-strace-'));
    server = spawnServer(folder);
    client = new SpawnClient((await server.ready).http ?? '');
  });
  after(async () => {
    client[Symbol.dispose]();
    await server.end();
    await rm(folder, { recursive: true, force: true });
  });

  const requests = [
    ['CreateSecret', { Name: 'durable', ClientRequestToken: TOKEN, SecretString: 'v' }],
    ['GetSecretValue', { SecretId: 'durable' }],
    // The first read of a day also writes the date of the access: this one is a record and nothing else.
    ['GetSecretValue', { SecretId: 'durable' }],
    ['DescribeSecret', { SecretId: 'no-such-secret' }],
  ] as const;

  for (const [i, [operation, input]] of requests.entries()) {
    it(`${operation}, request ${i + 1}`, async () => {
      const request = async () => {
        await client.call('secretsmanager', operation, input);
      };

      const calls = await watchCalls(server.child.pid ?? 0, join(folder, `trace-${i}`), request, isAnswer);

      assert.deepEqual(durabilityProblems(calls), []);
    });
  }
});

/** The order must be: the last write to the write-ahead log, a sync of it, the first byte of the answer. */
function durabilityProblems(calls: readonly SystemCall[]): readonly string[] {
  const answer = calls.findIndex(isAnswer);
  if (answer === -1) return [`no answer was seen in ${JSON.stringify(calls)}`];
  const earlier = calls.slice(0, answer);
  const written = earlier.findLastIndex(call => call.name.startsWith('pwrite') && isWal(call));
  if (written === -1) return ['the answer left before anything was written to the write-ahead log'];
  const synced = earlier.findIndex((call, i) => i > written && call.name.endsWith('sync') && isWal(call));
  if (synced === -1) return ['the answer left before the write-ahead log was durable'];
  return earlier[synced]?.result === 0 ? [] : ['the write-ahead log could not be made durable'];
}

function isAnswer({ args }: SystemCall): boolean {
  return /TCP.*HTTP\/1\.1 \d/.test(args);
}

function isWal({ args }: SystemCall): boolean {
  return args.includes('coffer.db-wal>');
}
