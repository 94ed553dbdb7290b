import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { systemClock } from '../../clock.ts';
import { makeLog } from '../../log.ts';
import { outcomeOfPost } from '../../transport/outcome-of-post.ts';
import { FunctionRefused } from '../function-runtime.ts';
import { nodeFunction } from '../runtime.test-support.ts';
import { Elsewhere } from './elsewhere.ts';
import type { Endpoint } from './endpoint.test-support.ts';
import { PAIR, startEndpoint } from './endpoint.test-support.ts';
import type { Place } from './place.ts';

const ID = '0d1a7f36-4c3b-4f6e-9d0a-6d2f0c0a7b11';

let endpoint: Endpoint;
let other: Endpoint;
let lines: string[];
before(async () => {
  [endpoint, other] = await Promise.all([startEndpoint(), startEndpoint()]);
});
beforeEach(() => {
  lines = [];
  endpoint.requests.length = 0;
});
after(async () => {
  await endpoint[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

function placeAt(more: Partial<Place> = {}): Place {
  const url = new URL(`${endpoint.url}/rotate?crm=1`);
  return { name: 'crm', kind: 'https', url, cas: [endpoint.ca], credentials: async () => PAIR, ...more };
}

function open(place: Place): Elsewhere {
  return new Elsewhere({
    places: new Map([[place.name, place]]),
    post: outcomeOfPost,
    functionLog: { append: (_, __, events) => lines.push(...events.map(({ message }) => message)) },
    log: makeLog('silent'),
    clock: systemClock,
    seed: randomBytes(16),
  });
}

async function invoke(place: Place, { timeout = 20, clientContext = '' } = {}) {
  const target = nodeFunction('', { name: 'rotate', elsewhere: 'crm', timeout, memorySize: 128 });
  const payload = Buffer.from('{"Step":"createSecret"}');
  const result = await open(place).invoke(target, { requestId: ID, payload, clientContext });
  const value: unknown = JSON.parse(Buffer.from(result.payload).toString());
  return { ...result, value };
}

/** What a failure tells whoever invoked the function. */
async function failureOf(place: Place, timeout?: number): Promise<readonly [string, string]> {
  const { functionError, value } = await invoke(place, timeout === undefined ? {} : { timeout });
  assert.equal(functionError, 'Unhandled');
  const { errorType, errorMessage } = value as { errorType: string; errorMessage: string }; // made by failures.ts
  assert.ok(errorMessage.startsWith(`RequestId: ${ID} Error: `), errorMessage);
  assert.ok(lines.some(line => line.includes(errorMessage.slice(`RequestId: ${ID} Error: `.length))));
  return [errorType, errorMessage.slice(`RequestId: ${ID} Error: `.length)];
}

describe('an HTTPS endpoint', () => {
  test('gets the event in a request that it can verify, with what a runtime is told', async () => {
    endpoint.answer = (_, response) => response.end('{"done":true}');
    const begun = Date.now();

    const { value, functionError } = await invoke(placeAt(), { clientContext: 'eyJhIjoxfQ==' });

    assert.deepEqual([value, functionError], [{ done: true }, undefined]);
    const [{ request, body } = assert.fail('no request was right')] = endpoint.requests;
    assert.deepEqual([request.method, request.url], ['POST', '/rotate?crm=1']);
    assert.equal(body.toString(), '{"Step":"createSecret"}');
    const { headers } = request;
    assert.equal(headers['x-amz-invocation-type'], 'RequestResponse');
    assert.equal(headers['x-amz-client-context'], 'eyJhIjoxfQ==');
    assert.equal(headers['lambda-runtime-aws-request-id'], ID);
    assert.equal(
      headers['lambda-runtime-invoked-function-arn'],
      'arn:aws:lambda:eu-west-1:123456789012:function:rotate',
    );
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    assert.ok(deadline >= begun + 20_000 && deadline <= Date.now() + 20_000, `${deadline - begun} ms`);
    assert.match(
      headers.authorization ?? '',
      /\/eu-west-1\/lambda\/aws4_request, SignedHeaders=.*;lambda-runtime-aws-/,
    );
  });

  test('signs for the region that the place names, and never another header than one', async () => {
    endpoint.answer = (_, response) => response.end('1');

    await invoke(placeAt({ region: 'us-east-1' }), { clientContext: 'a\r\nX-Evil: 1' });

    const { headers } = endpoint.requests[0]?.request ?? assert.fail();
    assert.match(headers.authorization ?? '', /\/us-east-1\/lambda\/aws4_request/);
    assert.deepEqual([headers['x-amz-client-context'], headers['x-evil']], [undefined, undefined]);
  });

  test('is believed in what it says of a failure, and the log tells that there was one', async () => {
    endpoint.answer = (_, response) =>
      response
        .writeHead(200, {
          'X-Amz-Function-Error': 'Unhandled',
          'X-Amz-Log-Result': Buffer.from('its own log').toString('base64'),
          'X-Amzn-RequestId': 'there-1',
        })
        .end('{"errorType":"ValueError","errorMessage":"hunter2"}');

    const { value, functionError, logTail } = await invoke(placeAt());

    assert.deepEqual(value, { errorType: 'ValueError', errorMessage: 'hunter2' });
    assert.deepEqual([functionError, logTail], ['Unhandled', 'its own log']);
    const [report = '', ...earlier] = lines.toReversed();
    assert.deepEqual(earlier.toReversed(), [
      `START RequestId: ${ID} Version: $LATEST`,
      `[coffer] answered by 127.0.0.1:${endpoint.port} as request there-1`,
      '[coffer] the function failed; what it raised is in its log there',
      `END RequestId: ${ID}`,
    ]);
    assert.match(report, /^REPORT RequestId: .*\tStatus: error\t$/);
  });

  test('that answers nothing has returned null, and what is no JSON is no answer', async () => {
    endpoint.answer = (_, response) => response.writeHead(204).end();
    assert.equal((await invoke(placeAt())).value, null);
    endpoint.answer = (_, response) => response.end('<html>');
    const [errorType] = await failureOf(placeAt());
    assert.equal(errorType, 'Runtime.InvalidResponse');
  });

  test('that redirects, or answers an error, has not run the function; nothing is followed, nothing quoted', async () => {
    endpoint.answer = (_, response) => response.writeHead(307, { Location: `${other.url}/` }).end();
    const where = `127.0.0.1:${endpoint.port}`;
    assert.deepEqual(await failureOf(placeAt()), [
      'Elsewhere.Refused',
      `${where} answered with a redirect (HTTP status 307): none is followed`,
    ]);
    assert.equal(other.requests.length, 0);
    endpoint.answer = (_, response) => response.writeHead(500).end('{"message":"password hunter2"}');
    assert.deepEqual(await failureOf(placeAt()), ['Elsewhere.Refused', `${where} answered HTTP status 500`]);
  });

  test('refuses what another key has signed', async () => {
    const credentials = async () => ({ ...PAIR, secretAccessKey: new Redacted('a guess') });
    const [errorType, message] = await failureOf(placeAt({ credentials }));
    assert.deepEqual(
      [errorType, message],
      ['Elsewhere.Refused', `127.0.0.1:${endpoint.port} answered HTTP status 403`],
    );
    assert.equal(endpoint.requests.length, 0);
  });

  test('may answer 6 MB, and not more', async () => {
    endpoint.answer = (_, response) => response.end(`"${'x'.repeat(6_291_554)}"`);
    assert.equal(String((await invoke(placeAt())).value).length, 6_291_554);
    endpoint.answer = (_, response) => response.end(`"${'x'.repeat(6_291_555)}"`);
    const { value, functionError } = await invoke(placeAt());
    assert.equal(functionError, 'Unhandled');
    assert.equal((value as { errorType: string }).errorType, 'Function.ResponseSizeTooLarge'); // made by failures.ts
  });

  test('that is slow is waited for as long as the function may take', async () => {
    endpoint.answer = () => {};
    // Long enough to connect on a busy machine.
    const [errorType, message] = await failureOf(placeAt(), 1.5);
    assert.deepEqual([errorType, message], ['Sandbox.Timedout', 'Task timed out after 1.50 seconds']);
    assert.match(lines[1] ?? '', waiting('no answer from', endpoint.port));
    assert.match(lines.at(-1) ?? '', /\tStatus: timeout\t$/);
  });

  test('that sends its answer drop by drop is cut off too', async () => {
    endpoint.answer = async (_, response) => {
      response.writeHead(200);
      while (!response.destroyed) {
        response.write(' ');
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    };
    assert.equal((await failureOf(placeAt(), 0.2))[0], 'Sandbox.Timedout');
  });

  test('that never agrees on TLS is named as what is still connected to', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    try {
      await failureOf(placeAt({ url: new URL(`https://127.0.0.1:${port}/`) }), 0.2);
    } finally {
      silent.close();
    }
    assert.match(lines[1] ?? '', waiting('still connecting to', port));
  });

  test('that is not there is named with host, port and the time it took', async () => {
    const gone = await startEndpoint();
    await gone[Symbol.asyncDispose]();
    const [errorType, message] = await failureOf(placeAt({ url: new URL(gone.url) }));
    assert.equal(errorType, 'Elsewhere.Unreachable');
    assert.match(
      message,
      new RegExp(`^could not connect to 127\\.0\\.0\\.1:${gone.port}: ECONNREFUSED after \\d+ ms$`),
    );
    const [, unknown] = await failureOf(placeAt({ url: new URL('https://nowhere.invalid/') }));
    assert.match(unknown, /^could not connect to nowhere\.invalid:443: (?:ENOTFOUND|EAI_AGAIN) after \d+ ms$/);
  });

  test('that breaks off has run perhaps', async () => {
    endpoint.answer = ({ request }) => request.socket.destroy();
    const [errorType, message] = await failureOf(placeAt());
    assert.equal(errorType, 'Elsewhere.Unreachable');
    assert.match(message, /^the connection to 127\.0\.0\.1:\d+ broke: ECONNRESET after \d+ ms$/);
  });

  test('is sent nothing unless its certificate is of the CA that the place names, whatever the environment says', async t => {
    const usual = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    t.after(() => {
      if (usual === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = usual;
    });
    for (const cas of [[other.ca], undefined]) {
      const [errorType, message] = await failureOf(placeAt({ cas }));
      assert.equal(errorType, 'Elsewhere.Untrusted');
      assert.match(message, /^the certificate of 127\.0\.0\.1:\d+ is not trusted: [A-Z_]+ after \d+ ms$/);
    }
    const misnamed = new URL(`https://[::ffff:127.0.0.1]:${endpoint.port}/`);
    assert.match(
      (await failureOf(placeAt({ url: misnamed })))[1],
      /is not trusted: ERR_TLS_CERT_ALTNAME_INVALID after/,
    );
    assert.equal(endpoint.requests.length, 0);
  });
});

describe('a function of AWS', () => {
  const lambda = (more: Partial<Place> = {}) => placeAt({ kind: 'lambda', ...more });

  test('is told nothing but what Invoke takes', async () => {
    endpoint.answer = (_, response) => response.end('null');

    await invoke(lambda());

    const names = Object.keys(endpoint.requests[0]?.request.headers ?? {});
    assert.deepEqual(
      names.filter(name => name.startsWith('lambda-')),
      [],
    );
  });

  test('refuses with a code and the first line of its message', async () => {
    endpoint.answer = (_, response) =>
      response
        .writeHead(403, { 'X-Amzn-ErrorType': 'InvalidSignatureException:http://x/' })
        .end(JSON.stringify({ message: 'The signature is wrong.\n\nx-amz-security-token:the-token' }));

    assert.deepEqual(await failureOf(lambda()), [
      'Elsewhere.Refused',
      `127.0.0.1:${endpoint.port} answered HTTP status 403 (InvalidSignatureException: The signature is wrong.)`,
    ]);
  });
});

test('a place without credentials is told so, and only the server knows which file it is', async () => {
  const credentials = () => Promise.reject(new Error('`/etc/coffer/pairs` cannot be read'));

  const failure = await failureOf(placeAt({ credentials }));

  assert.deepEqual(failure, ['Elsewhere.NoCredentials', 'this server has no credentials for crm; its log says why']);
  assert.ok(lines.every(line => !line.includes('pairs')));
});

test('a place that nobody has configured is refused', async () => {
  const target = nodeFunction('', { elsewhere: 'unknown' });
  const invocation = { requestId: randomUUID(), payload: Buffer.from('{}') };

  await assert.rejects(open(placeAt()).invoke(target, invocation), FunctionRefused);
});

test('sixteen requests are under way to one place at most, and every one has its turn', async () => {
  const held: ServerResponse[] = [];
  const sixteen = Promise.withResolvers<void>();
  endpoint.answer = (_, response) => {
    if (held.push(response) === 16) sixteen.resolve();
  };
  const elsewhere = open(placeAt());
  const target = nodeFunction('', { elsewhere: 'crm' });
  const invocation = { requestId: randomUUID(), payload: Buffer.from('1') };

  const answers = Promise.all(Array.from({ length: 20 }, () => elsewhere.invoke(target, invocation)));
  await sixteen.promise;
  // Time enough for more connections, if there were any.
  await new Promise(resolve => setTimeout(resolve, 100));
  const most = held.length;
  endpoint.answer = (_, response) => response.end('1');
  for (const response of held) response.end('1');

  assert.ok((await answers).every(({ functionError }) => functionError === undefined));
  assert.equal(most, 16);
});

test('the end of the server breaks off what is under way', async () => {
  const arrived = Promise.withResolvers<void>();
  endpoint.answer = () => arrived.resolve();
  const elsewhere = open(placeAt());
  const target = nodeFunction('', { elsewhere: 'crm' });
  const answer = elsewhere.invoke(target, { requestId: randomUUID(), payload: Buffer.from('1') });
  await arrived.promise;

  elsewhere.close();

  assert.match(Buffer.from((await answer).payload).toString(), /"Elsewhere\.Unreachable".* broke: ABORT_ERR after/);
});

function waiting(what: string, port: number): RegExp {
  return new RegExp(`^\\[coffer\\] ${what} 127\\.0\\.0\\.1:${port} after \\d+ ms: the time of the function ends$`);
}
