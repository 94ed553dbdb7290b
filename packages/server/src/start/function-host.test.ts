import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { systemClock } from '../clock.ts';
import type { FunctionRuntime } from '../functions/function-runtime.ts';
import { makeFunctionRuntime } from '../functions/runtime.ts';
import { makeLog } from '../log.ts';
import { FunctionHost, type ServedAt } from './function-host.ts';

const AT: ServedAt = { endpoint: 'https://127.0.0.1:7443', ca: '/ca.pem' };

/** A runtime that nothing is run with: it starts nothing before its first invocation. */
function made({ endpoint, ca }: ServedAt): Promise<FunctionRuntime> {
  return Promise.resolve(
    makeFunctionRuntime({
      endpoint,
      ca,
      folder: '/nonexistent',
      isolation: 'bubblewrap',
      functionLog: { append() {} },
      fetched: { of: () => [] },
      log: makeLog('silent'),
      clock: systemClock,
      random: randomBytes,
    }),
  );
}

test('no function runs before the server listens, and none after it ends', async () => {
  const host = new FunctionHost(made);

  await assert.rejects(host.runtime(), { name: 'FunctionRefused', code: 'ResourceNotReadyException' });
  host.serve(AT);
  assert.equal(host.started(), undefined);
  const runtime = await host.runtime();
  assert.equal(host.started(), runtime);
  await host[Symbol.asyncDispose]();
  await assert.rejects(host.runtime(), { name: 'FunctionRefused' });
});

test('the runtime is started once, with the first invocation, and again when that failed', async () => {
  const starts: ServedAt[] = [];
  const host = new FunctionHost(at => {
    starts.push(at);
    return starts.length === 1 ? Promise.reject(new Error('no disk')) : made(at);
  });
  host.serve(AT);

  await assert.rejects(host.runtime(), /no disk/);
  const [one, other] = await Promise.all([host.runtime(), host.runtime()]);
  assert.equal(one, other);
  assert.deepEqual(starts, [AT, AT]);
});
