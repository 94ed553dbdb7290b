import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CLOSE, ECHO, post, readUntil, start, until } from './listener.test-fixture.ts';

describe('what is refused', () => {
  const limits = { maxBodyBytes: 10, maxHeaders: 5, maxHeaderBytes: 300 };

  test('a body over the limit, before it is read, when its length is told', async () => {
    await using fixture = await start({ limits });
    const head = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 11\r\n';

    const [plain, expecting] = await Promise.all([
      fixture.connect().then(socket => {
        socket.write(`${head}\r\n`);
        return readUntil(socket, /\}$/).finally(() => socket.destroy());
      }),
      fixture.talk(`${head}expect: 100-continue\r\n\r\n`),
    ]);

    for (const answer of [plain, expecting]) {
      assert.match(answer, /^HTTP\/1\.1 413 Payload Too Large\r\n[^]*connection: close\r\n/i);
      assert.match(answer, /\r\n\r\n\{"__type":"RequestEntityTooLargeException","message":"[^"]+"\}$/);
    }
    assert.deepEqual(fixture.refused, ['body-too-large', 'body-too-large']);
  });

  test('a body over the limit, as soon as it is, when its length is not told', async () => {
    await using fixture = await start({ limits });

    const head = 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n';
    const answer = await fixture.talk(head, '6\r\nabcdef\r\n', '6\r\nabcdef\r\n0\r\n\r\n');

    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.deepEqual(fixture.refused, ['body-too-large']);
  });

  test('a body of exactly the limit is not', async () => {
    await using fixture = await start({ limits });

    assert.match(await fixture.talk(post('0123456789', CLOSE)), /POST \/p\?q 0123456789$/);
  });

  test('of bodies that together need more memory than there is for them the longest that is not whole', async () => {
    await using fixture = await start({ limits: { maxBufferedBytes: 10 } });
    const waiting = await fixture.connect();
    const refused = readUntil(waiting, /\}$/);
    waiting.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n12345678');

    // At some time those eight bytes have come.
    while (fixture.refused.length === 0) assert.match(await fixture.talk(post('abc', CLOSE)), /abc$/);

    assert.match(await refused, /^HTTP\/1\.1 503 /);
    assert.deepEqual(fixture.refused, ['too-many-requests']);
    assert.match(await fixture.talk(post('0123456789', CLOSE)), /0123456789$/);
    waiting.destroy();
  });

  test('a body that is longer than those that are waited for, when there is no memory for both', async () => {
    await using fixture = await start({ limits: { maxBufferedBytes: 10 } });
    const waiting = await fixture.connect();
    waiting.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n1234');

    const refused = await firstRefusal(() => fixture.talk(post('12345678', CLOSE)));
    const accepted = readUntil(waiting, /1234.$/);
    waiting.write('5');

    assert.match(refused, /^HTTP\/1\.1 503 /);
    assert.match(await accepted, /12345$/);
  });

  test('a connection goes on after a body on it had to give way', async () => {
    for (const head of ['content-length: 9\r\n\r\n', 'transfer-encoding: chunked\r\n\r\n8\r\n']) {
      await using fixture = await start({ limits: { maxBufferedBytes: 10 } });
      const waiting = await fixture.connect();
      const answers = readUntil(waiting, /\}.*zz$/s);
      waiting.write(`POST / HTTP/1.1\r\nhost: a\r\n${head}12345678`);
      while (fixture.refused.length === 0) await fixture.talk(post('abc', CLOSE));

      waiting.write(`${head.startsWith('content') ? '9' : '\r\n1\r\n9\r\n0\r\n\r\n'}${post('zz')}`);

      assert.match(await answers, /^HTTP\/1\.1 503 [^]*HTTP\/1\.1 200 [^]*zz$/);
      waiting.destroy();
    }
  });

  test('longer bodies are taken where they are uploads, in a memory that is not that of the others', async () => {
    const uploads = { prefix: '/up', maxBodyBytes: 20, maxBufferedBytes: 20 };
    await using fixture = await start({ limits: { ...limits, maxBufferedBytes: 10, uploads } });
    const upload = (length: number) => `POST /up HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n`;
    const waiting = await fixture.connect();
    waiting.write(`${upload(15)}\r\n12345678901234`);
    const second = () => fixture.talk(`${upload(16)}${CLOSE}\r\n\r\n1234567890123456`);

    await firstRefusal(second);
    assert.match(await fixture.talk(post('0123456789', CLOSE)), /0123456789$/);
    const accepted = readUntil(waiting, /12345678901234.$/);
    waiting.write('5');
    assert.match(await accepted, /123456789012345$/);
    assert.match(await second(), /1234567890123456$/);
    assert.match(await fixture.talk(`${upload(21)}\r\n`), /^HTTP\/1\.1 413 /);
  });

  for (const framing of ['content-length: 9\r\n\r\n12345678', 'transfer-encoding: chunked\r\n\r\n8\r\n12345678\r\n']) {
    test(`no memory is held for a body that is never finished: ${framing.split(':')[0]}`, async () => {
      await using fixture = await start({ limits: { maxBufferedBytes: 10 } });
      const leaving = await fixture.connect();
      leaving.write(`POST / HTTP/1.1\r\nhost: a\r\n${framing}`);
      await firstRefusal(() => fixture.talk(post('123456789', CLOSE)));

      leaving.destroy();
      await until(() => fixture.listener.connections === 0);

      assert.match(await fixture.talk(post('0123456789', CLOSE)), /0123456789$/);
    });
  }

  test('too many headers, and too long ones', async () => {
    await using fixture = await start({ limits });
    const many = ['a: 1', 'b: 1', 'c: 1', 'd: 1'].join('\r\n');

    const counted = await fixture.talk(`GET / HTTP/1.1\r\nhost: a\r\n${many}\r\ne: 1\r\n\r\n`);
    const long = await fixture.talk(`GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(300)}\r\n\r\n`);
    const just = await fixture.talk(`GET / HTTP/1.1\r\nhost: a\r\na: 1\r\nb: 1\r\nc: 1\r\n${CLOSE}\r\n\r\n`);

    for (const answer of [counted, long]) {
      assert.match(answer, /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
      assert.match(answer, /\r\n\r\n\{"__type":"RequestHeaderFieldsTooLargeException"/);
    }
    assert.match(just, /^HTTP\/1\.1 200 /);
    assert.deepEqual(fixture.refused, ['headers-too-large', 'headers-too-large']);
  });

  test('what is no HTTP/1.1, or could be read in two ways', async () => {
    const malformed = [
      'nonsense\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'GET / HTTP/1.1\r\nhost: a\r\nbad header: 1\r\n\r\n',
      'GET / HTTP/1.1\r\nhost: a\r\n folded: 1\r\n\r\n',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
      'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n',
    ];
    await using fixture = await start();

    for (const text of malformed) {
      const answer = await fixture.talk(text);

      assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/, text);
      assert.match(answer, /\{"__type":"MalformedHttpRequestException","message":"[^"]+"\}$/, text);
    }
    assert.deepEqual(
      fixture.refused,
      malformed.map(() => 'malformed-request'),
    );
  });

  test('nonsense behind a request that still waits for its answer does not become that answer', async () => {
    const { promise: go, resolve } = Promise.withResolvers<void>();
    await using fixture = await start({ handler: request => go.then(() => ECHO(request)) });

    const answer = await fixture.talk(`${post('x')}nonsense\r\n\r\n`);
    resolve();

    assert.equal(answer, '');
    assert.deepEqual(fixture.refused, ['malformed-request']);
  });

  test('CONNECT', async () => {
    await using fixture = await start();

    const answer = await fixture.talk('CONNECT other.example:443 HTTP/1.1\r\nhost: a\r\n\r\n');

    assert.match(answer, /^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    assert.deepEqual(fixture.refused, ['connect-method']);
  });

  for (const [what, slow, text] of [
    ['headers', { headersTimeoutMs: 60 }, 'GET / HTTP/1.1\r\nhost'],
    ['a body', { headersTimeoutMs: 50, requestTimeoutMs: 100 }, post('abc').slice(0, -1)],
  ] as const) {
    test(`${what} that takes too long`, async () => {
      await using fixture = await start({ limits: slow });

      const answer = await fixture.talk(text);

      assert.match(answer, /^HTTP\/1\.1 408 Request Timeout\r\n[^]*"__type":"RequestTimeoutException"/);
      assert.deepEqual(fixture.refused, ['too-slow']);
    });
  }

  test('with a request id of their own, like every answer', async () => {
    await using fixture = await start({ limits: { maxBodyBytes: 10 } });

    for (const request of [
      post('longer than ten bytes', CLOSE),
      'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n',
      'nonsense\r\n\r\n',
    ]) {
      assert.match(await fixture.talk(request), /x-amzn-RequestId: [0-9a-f-]{36}\r\n/i, request);
    }
  });

  test('a client that does not read its answers', async () => {
    await using fixture = await start({
      limits: { sendTimeoutMs: 30 },
      handler: async () => ({ status: 200, headers: [], body: 'x'.repeat(20_000_000) }),
    });
    const socket = await fixture.connect();
    socket.pause();

    socket.write(post('x'));
    await until(() => fixture.refused.length > 0 && fixture.listener.connections === 0);

    assert.deepEqual(fixture.refused, ['too-slow']);
    socket.destroy();
  });

  test('requests over those that the handler may have at a time; the connection stays', async () => {
    const { promise: go, resolve } = Promise.withResolvers<void>();
    await using fixture = await start({
      limits: { maxInFlight: 1 },
      handler: request => go.then(() => ECHO(request)),
    });
    const first = fixture.talk(post('first', CLOSE));
    await until(() => fixture.listener.inFlight === 1);

    const socket = await fixture.connect();
    socket.write(post('second'));
    const refused = await readUntil(socket, /\}$/);
    const beforeItsBody = await fixture.talk(post('x', 'expect: 100-continue').slice(0, -1));
    resolve();
    await first;
    socket.write(post('third'));
    const accepted = await readUntil(socket, /third$/);
    socket.destroy();

    assert.match(refused, /^HTTP\/1\.1 503 Service Unavailable\r\n[^]*retry-after: 1\r\n/);
    assert.match(
      refused,
      /\{"__type":"ServiceUnavailableException","message":"Too many requests at one time: slow down."\}$/,
    );
    assert.match(beforeItsBody, /^HTTP\/1\.1 503 /);
    assert.match(await first, /first$/);
    assert.match(accepted, /^HTTP\/1\.1 200 /);
    assert.deepEqual(fixture.refused, ['too-many-requests', 'too-many-requests']);
  });

  test('an expectation that is not 100-continue', async () => {
    await using fixture = await start();

    const answer = await fixture.talk(post('x', 'expect: 200-ok'));

    assert.match(answer, /^HTTP\/1\.1 417 Expectation Failed\r\n[^]*connection: close\r\n/i);
    assert.match(answer, /\r\n\r\n\{"__type":"ExpectationFailedException","message":"[^"]+"\}$/);
    assert.deepEqual(fixture.refused, ['unknown-expectation']);
  });
});

/** The first answer of status 503: what fills the memory may come later than what finds it full. */
async function firstRefusal(ask: () => Promise<string>): Promise<string> {
  for (let tries = 0; tries < 1_000; tries++) {
    const answer = await ask();
    if (answer.startsWith('HTTP/1.1 503 ')) return answer;
  }
  throw new Error('nothing was refused');
}
