import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestServer, textOf } from '../testing/test-server.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { AdminHandler } from '../transport/admin-socket.ts';
import { adminHandler } from './admin.ts';

describe("The operators' commands", () => {
  let server: TestServer;
  let handler: AdminHandler;
  before(async () => {
    server = await TestServer.open();
    const { database, metrics } = server.parts;
    const commands = new Map([
      ['/echo', async (input: object) => ({ input })],
      ['/refuse', () => Promise.reject(new OperatorError('there is no such thing'))],
      ['/fail', () => Promise.reject(new Error('a bug'))],
    ]);
    handler = adminHandler({ database, metrics, isDraining: () => false, commands });
  });
  after(() => server[Symbol.asyncDispose]());

  const post = async (path: string, body: string, method = 'POST') => {
    const { status, body: answer } = await handler(method, path, Buffer.from(body));
    return [status, textOf({ status, headers: [], body: answer })];
  };

  it('get the members of a JSON object, or none of an empty body', async () => {
    assert.deepEqual(await post('/echo', '{"a":"b"}'), [200, '{"input":{"a":"b"}}']);
    assert.deepEqual(await post('/echo', ''), [200, '{"input":{}}']);
    assert.deepEqual(await post('/echo', '', 'GET'), [405, 'use POST\n']);
    assert.deepEqual(await post('/none', ''), [405, 'use GET\n']);
  });

  it('are refused with a sentence for any other body', async () => {
    assert.deepEqual(await post('/echo', '{'), [400, 'the body is not JSON\n']);
    for (const body of ['[]', 'null', '1', '"a"']) {
      assert.deepEqual(await post('/echo', body), [400, 'the body is not a JSON object\n']);
    }
  });

  it('tell what an operator can mend, and leave a bug to whoever logs it', async () => {
    assert.deepEqual(await post('/refuse', ''), [400, 'there is no such thing\n']);
    await assert.rejects(post('/fail', ''), { message: 'a bug' });
  });
});
