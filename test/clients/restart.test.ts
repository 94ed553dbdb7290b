/** A server that is killed at once and started again on the same folder: nothing that was answered is missing. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startCoffer } from '../support/start-coffer.ts';
import { sdkClients } from './sdk-clients.ts';

test('after kill -9 every acknowledged write is there, with its records, under the same credentials', async () => {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'coffer-restart-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const acknowledged = new Map<string, string>();
  {
    await using first = await startCoffer({ dataDir });
    using clients = sdkClients(first);
    const { secrets } = clients;
    const write = async (at: number): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) {
        const Name = `${at}/${turn}`;
        await secrets.createSecret({ Name, SecretString: `value of ${Name}` });
        acknowledged.set(Name, `value of ${Name}`);
      }
    };
    const writers = Promise.allSettled(Array.from({ length: 8 }, (_, at) => write(at)));
    while (acknowledged.size < 40) await new Promise(setImmediate);

    assert.equal(await first.end('SIGKILL'), null);
    await writers;
  }

  await using second = await startCoffer({ dataDir });
  using clients = sdkClients(second);
  const { secrets, trail } = clients;
  const read = await Promise.all([...acknowledged.keys()].map(SecretId => secrets.getSecretValue({ SecretId })));
  const { Events = [] } = await trail.lookupEvents({
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateSecret' }],
    MaxResults: 50,
  });

  assert.ok(acknowledged.size >= 40 && acknowledged.size < 160, 'it was killed while it wrote');
  assert.deepEqual(new Map(read.map(answer => [answer.Name, answer.SecretString])), acknowledged);
  assert.ok(Events.length >= 40);
  assert.equal(await second.end(), 0);
});
