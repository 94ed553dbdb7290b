import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { text } from 'node:stream/consumers';
import type { RuntimeEvent } from './runtime-api.ts';
import { RuntimeApiServer } from './runtime-api-server.ts';

const EVENT: RuntimeEvent = {
  requestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  payload: Buffer.from('{"a":1}'),
  deadline: 1_542_409_706_888,
  functionArn: 'arn:aws:lambda:us-east-2:123456789012:function:custom-runtime',
  traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
  clientContext: '{"custom":{}}',
};
const BASE = '/2018-06-01/runtime/';

describe('the Runtime API', () => {
  let folder: string;
  let server: RuntimeApiServer;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-api-'));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    server = await RuntimeApiServer.onSocket(join(folder, 'api.sock'));
  });
  afterEach(() => server.close());

  test('hands out an invocation with its headers, whether it or the process comes first', async () => {
    const first = send('GET', 'invocation/next');
    await server.api.waiting;
    const answered = server.api.run(EVENT);
    const { status, headers, body } = await first;
    await send('POST', `invocation/${EVENT.requestId}/response`, '1');
    await answered;
    void server.api.run({ ...EVENT, requestId: 'second' });
    const second = await send('GET', 'invocation/next');

    assert.equal(status, 200);
    assert.equal(body, '{"a":1}');
    assert.equal(headers['lambda-runtime-aws-request-id'], EVENT.requestId);
    assert.equal(headers['lambda-runtime-deadline-ms'], '1542409706888');
    assert.equal(headers['lambda-runtime-invoked-function-arn'], EVENT.functionArn);
    assert.equal(headers['lambda-runtime-trace-id'], EVENT.traceId);
    assert.equal(headers['lambda-runtime-client-context'], EVENT.clientContext);
    assert.equal(second.headers['lambda-runtime-aws-request-id'], 'second');
  });

  test('takes an answer, and an error', async () => {
    for (const kind of ['response', 'error'] as const) {
      const answered = server.api.run(EVENT);
      const { status, body } = await send('POST', `invocation/${EVENT.requestId}/${kind}`, '{"x":1}');

      assert.equal(status, 202);
      assert.deepEqual(JSON.parse(body), { status: 'OK' });
      assert.deepEqual(await answered, { kind, payload: Buffer.from('{"x":1}') });
    }
  });

  test('takes one answer, to what was asked, of at most six megabytes', async () => {
    const answered = server.api.run(EVENT);

    const other = await send('POST', 'invocation/other/response', '1');
    const large = await send('POST', `invocation/${EVENT.requestId}/response`, 'x'.repeat(6_291_557));
    const late = await send('POST', `invocation/${EVENT.requestId}/response`, '1');

    assert.deepEqual([other.status, JSON.parse(other.body).errorType], [400, 'InvalidRequestID']);
    assert.deepEqual([large.status, JSON.parse(large.body).errorType], [413, 'RequestEntityTooLarge']);
    assert.equal(late.status, 400);
    assert.deepEqual(await answered, { kind: 'too-large' });
  });

  test('reads one answer at a time, and the next when that one broke off', async () => {
    const answered = server.api.run(EVENT);
    const path = `${BASE}invocation/${EVENT.requestId}/response`;
    const headers = { 'content-length': 10, expect: '100-continue' };
    const slow = request({ method: 'POST', path, socketPath: join(folder, 'api.sock'), agent: false, headers });
    slow.on('error', () => {});
    slow.write('"half');
    const post = () => send('POST', `invocation/${EVENT.requestId}/response`, '"whole"');
    const statuses: number[] = [];
    // Until the server has seen the slow one nothing refuses.
    await once(slow, 'continue');
    statuses.push((await post()).status);
    slow.destroy();
    for (let i = 0; i < 5_000 && statuses.at(-1) !== 202; i++) statuses.push((await post()).status);

    assert.deepEqual([statuses[0], statuses.at(-1)], [400, 202]);
    assert.deepEqual(await answered, { kind: 'response', payload: Buffer.from('"whole"') });
  });

  test('takes six megabytes', async () => {
    const answered = server.api.run(EVENT);

    const { status } = await send('POST', `invocation/${EVENT.requestId}/response`, 'x'.repeat(6_291_556));

    assert.equal(status, 202);
    assert.equal((await answered).kind, 'response');
  });

  test('hears why a process cannot begin', async () => {
    const { status } = await send('POST', 'init/error', '{"errorType":"Runtime.ImportModuleError"}');

    assert.equal(status, 202);
    const payload = Buffer.from('{"errorType":"Runtime.ImportModuleError"}');
    assert.deepEqual(await server.api.ready, { kind: 'error', payload });
  });

  test('knows nothing else', async () => {
    for (const [method, path] of [
      ['GET', 'invocation/x/response'],
      ['POST', 'invocation/next'],
      ['GET', '../..'],
      ['POST', 'invocation/x/other'],
    ] as const)
      assert.equal((await send(method, path, method === 'POST' ? '1' : undefined)).status, 404, path);
  });

  function send(method: string, path: string, body?: string) {
    const socketPath = join(folder, 'api.sock');
    return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
      const sent = request({ method, path: BASE + path, socketPath, agent: false }, response => {
        const { statusCode = 0, headers } = response;
        text(response).then(content => resolve({ status: statusCode, headers, body: content }), reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
});
