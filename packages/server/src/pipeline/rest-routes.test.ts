import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { TestServer, textOf } from '../testing/test-server.ts';

describe('requests by method and path', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open();
  });
  after(() => server[Symbol.asyncDispose]());

  const send = async (
    method: string,
    target: string,
    { host = 'localhost', headers = [] as readonly string[] } = {},
  ) => {
    const rawHeaders = ['Host', host, ...headers];
    const request = { method, target, rawHeaders, body: Buffer.alloc(0), service: 'lambda', region: 'us-east-1' };
    const response = await server.sendRaw(request);
    const { headers: pairs } = response;
    const at = pairs.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'x-amzn-errortype');
    return { status: response.status, type: at < 0 ? undefined : pairs[at + 1], body: textOf(response) };
  };

  it('find their operation, with one slash at the end as older SDKs send it', async () => {
    for (const target of ['/2015-03-31/functions', '/2015-03-31/functions/', '/2015-03-31/functions?MaxItems=1']) {
      assert.deepEqual(await send('GET', target), { status: 200, type: undefined, body: '{"Functions":[]}' }, target);
    }
  });

  it('name functions by ARN, escaped or not, signed as SDKs do', async () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:none';
    for (const name of [arn, encodeURIComponent(arn)]) {
      const { status, type, body } = await send('GET', `/2015-03-31/functions/${name}`);
      assert.deepEqual([status, type], [404, 'ResourceNotFoundException']);
      assert.equal(body, `{"Type":"User","Message":"Function not found: ${arn}"}`);
    }
  });

  it('find nothing under other spellings of a path, with another method, or under another service’s host', async () => {
    const others: readonly (readonly [string, string, string?])[] = [
      ['GET', '/2015-03-31/functions//'],
      ['GET', '//2015-03-31/functions'],
      ['GET', '/2015-03-31/./functions'],
      ['GET', '/2015-03-31/functions/a/../b'],
      ['GET', '/2015-03-31/function%73'],
      ['PATCH', '/2015-03-31/functions'],
      ['GET', `/${'a/'.repeat(100)}`],
      ['GET', '/2015-03-31/functions', 'kms.us-east-1.amazonaws.com'],
    ];

    for (const [method, target, host] of others) {
      const { status, type, body } = await send(method, target, host === undefined ? {} : { host });
      assert.deepEqual([status, type, body], [400, 'UnknownOperationException', '{}'], target);
    }
  });

  it('are refused when a header of AWS was added after signing', async () => {
    const request = {
      method: 'POST',
      target: '/2015-03-31/functions/none/invocations',
      rawHeaders: ['Host', 'localhost'],
      body: Buffer.alloc(0),
    };
    const credentials = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: new Redacted('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
    };
    const scope = { credentials, service: 'lambda', region: 'us-east-1', now: server.clock.now() };
    const signed = { ...request, rawHeaders: signRequest(request, scope) };

    assert.equal((await server.deliver(signed)).status, 404);
    const changed = await server.deliver({
      ...signed,
      rawHeaders: [...signed.rawHeaders, 'X-Amz-Invocation-Type', 'Event'],
    });
    assert.deepEqual([changed.status, /InvalidSignature/.test(changed.headers.join())], [403, true]);
  });

  it('are told in JSON what is wrong with a signature, with the status of REST services', async () => {
    const response = await server.deliver({
      method: 'GET',
      target: '/2015-03-31/functions',
      rawHeaders: ['Host', 'localhost'],
      body: Buffer.alloc(0),
    });

    assert.equal(response.status, 403);
    assert.equal(textOf(response), '{"Message":"Missing Authentication Token"}');
    assert.ok(response.headers.includes('MissingAuthenticationTokenException'));
  });
});
