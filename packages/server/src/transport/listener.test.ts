import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';

import { Listener, type RawHandler, type RawRequest } from './listener.ts';
import { CLOSE, ECHO, post, readAll, readUntil, start, until } from './listener.test-fixture.ts';
import { OperatorError } from './operator-error.ts';

describe('what reaches the handler', () => {
  test('method, target, headers as sent, body, peer and listener', async () => {
    const seen: RawRequest[] = [];
    await using fixture = await start({
      handler: async request => {
        seen.push(request);
        return ECHO(request);
      },
    });

    const answer = await fixture.talk(post('hello', 'X-Twice: 1', 'x-TWICE: 2', CLOSE));

    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /content-length: 15\r\n/);
    assert.match(answer, /\r\n\r\nPOST \/p\?q hello$/);
    const [request] = seen;
    assert.deepEqual(request?.rawHeaders, [
      'host',
      'a',
      'X-Twice',
      '1',
      'x-TWICE',
      '2',
      'connection',
      'close',
      'content-length',
      '5',
    ]);
    assert.equal(request?.remoteAddress, '127.0.0.1');
    assert.equal(request?.listener, 'test');
    assert.equal(request?.tls, undefined);
  });

  test('a chunked body, in one piece', async () => {
    await using fixture = await start();

    const head = `POST /c HTTP/1.1\r\nhost: a\r\n${CLOSE}\r\ntransfer-encoding: chunked\r\n\r\n`;
    const answer = await fixture.talk(head, '3\r\nabc\r\n', '2\r\nde\r\n0\r\n\r\n');

    assert.match(answer, /POST \/c abcde$/);
  });

  test('a body after 100 Continue', async () => {
    await using fixture = await start();
    const socket = await fixture.connect();

    socket.write(`PUT /e HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n${CLOSE}\r\ncontent-length: 2\r\n\r\n`);
    const [continued] = await once(socket, 'data');
    const rest = readAll(socket);
    socket.write('ok');

    assert.equal(continued, 'HTTP/1.1 100 Continue\r\n\r\n');
    assert.match(await rest, /PUT \/e ok$/);
  });

  test('requests one after another on one connection, and many at once in order', async () => {
    await using fixture = await start();

    const answer = await fixture.talk(post('1') + post('2') + post('3', CLOSE));

    assert.deepEqual(answer.match(/POST \/p\?q \d/g), ['POST /p?q 1', 'POST /p?q 2', 'POST /p?q 3']);
  });

  test('HEAD, answered without a body', async () => {
    await using fixture = await start();

    const answer = await fixture.talk(`HEAD /h HTTP/1.1\r\nhost: a\r\n${CLOSE}\r\n\r\n`);

    assert.match(answer, /content-length: 8\r\n/);
    assert.match(answer, /\r\n\r\n$/);
  });

  test('a request to upgrade, as the ordinary request that it also is', async () => {
    await using fixture = await start();

    const upgrade = post('body', 'connection: upgrade, close', 'upgrade: h2c');
    const answer = await fixture.talk(upgrade);

    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*POST \/p\?q body$/);
  });

  test('bytes and texts are answered with their length in bytes; 204 has none', async () => {
    const bodies = ['é', new Uint8Array([1, 2, 3]), ''];
    await using fixture = await start({
      handler: async ({ target }) => ({
        status: target === '/2' ? 204 : 200,
        headers: [],
        body: bodies[Number(target.slice(1))] ?? '',
      }),
    });

    const [text, bytes, nothing] = await Promise.all(
      [0, 1, 2].map(i => fixture.talk(`GET /${i} HTTP/1.1\r\nhost: a\r\n${CLOSE}\r\n\r\n`)),
    );

    assert.match(text ?? '', /content-length: 2\r\n[^]*\r\n\r\né$/);
    assert.match(bytes ?? '', /content-length: 3\r\n/);
    assert.doesNotMatch(nothing ?? '', /content-length/);
  });

  test('a signal that aborts when the client goes away, and not after the answer', async () => {
    const signals: AbortSignal[] = [];
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    await using fixture = await start({
      handler: async request => {
        signals.push(request.signal);
        if (request.target === '/slow') {
          arrive();
          await once(request.signal, 'abort');
        }
        return ECHO(request);
      },
    });

    await fixture.talk(post('quick', CLOSE));
    const socket = await fixture.connect();
    socket.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n');
    await arrived;
    socket.destroy();
    await until(() => signals[1]?.aborted === true && fixture.listener.inFlight === 0);

    assert.deepEqual(
      signals.map(signal => signal.aborted),
      [false, true],
    );
    assert.equal(fixture.listener.inFlight, 0);
    assert.deepEqual(fixture.failures, []);
  });
});

describe('a handler that fails', () => {
  const broken: readonly (readonly [string, RawHandler])[] = [
    ['rejects', () => Promise.reject(new Error('the value is hunter2'))],
    [
      'throws',
      () => {
        throw new Error('the value is hunter2');
      },
    ],
    [
      'answers with a header that HTTP cannot carry',
      async () => ({ status: 200, headers: ['x', 'a\r\nb: c'], body: '' }),
    ],
    ['answers with a status that does not exist', async () => ({ status: 7, headers: [], body: '' })],
  ];
  for (const [how, handler] of broken) {
    test(`and ${how} is answered with a 500 that says nothing, and reported`, async () => {
      await using fixture = await start({ handler });

      const answer = await fixture.talk(post('x', CLOSE));

      assert.match(answer, /^HTTP\/1\.1 500 Internal Server Error\r\n/);
      assert.match(answer, /\{"__type":"InternalServiceError","message":"An error occurred on the server side."\}$/);
      assert.equal(fixture.failures.length, 1);
      assert.equal(fixture.listener.inFlight, 0);
    });
  }
});

describe('where a listener listens', () => {
  test('plain HTTP is for loopback only', async () => {
    await using listener = new Listener({ name: 'plain', security: 'plain-loopback', handler: ECHO });

    for (const host of ['0.0.0.0', '::', '192.0.2.1']) {
      await assert.rejects(listener.listen({ host, port: 7443 }), error => {
        assert.ok(error instanceof OperatorError);
        assert.match(error.message, /^cannot serve plain HTTP on `.+:7443`: credentials and secret values would cross/);
        return true;
      });
    }
  });

  test('a name is resolved, and IPv6 served', async () => {
    await using byName = await start();
    await using other = new Listener({ name: 'six', security: 'plain-loopback', handler: ECHO });

    const bound = await other.listen({ host: '::1', port: 0 });

    assert.equal(bound.host, '::1');
    await assert.rejects(
      new Listener({ name: 'x', security: 'plain-loopback', handler: ECHO }).listen({
        host: 'localhost',
        port: byName.port,
      }),
      new OperatorError(`cannot listen on \`localhost:${byName.port}\`: another program listens there already`),
    );
  });
});

describe('a peer', () => {
  test('that comes by IPv4 to a socket for both families has an IPv4 address', async () => {
    const handler: RawHandler = async ({ remoteAddress }) => ({ status: 200, headers: [], body: remoteAddress });
    await using fixture = await start({ security: 'plain-anywhere', handler }, '::');

    assert.match(await fixture.talk(post('x', CLOSE)), /\r\n\r\n127\.0\.0\.1$/);
  });
});

describe('draining', () => {
  test('finishes what is in flight, closes what is idle, accepts nothing new', async () => {
    const { promise: go, resolve } = Promise.withResolvers<void>();
    await using fixture = await start({ handler: request => go.then(() => ECHO(request)) });
    const [unused, busy] = [await fixture.connect(), await fixture.connect()];
    busy.write(post('last'));
    const answer = readAll(busy);
    await until(() => fixture.listener.inFlight === 1);

    const drained = fixture.listener.drain(5_000);
    await once(unused, 'close');
    await assert.rejects(once(connect(fixture.port, '127.0.0.1'), 'connect'), /ECONNREFUSED/);
    resolve();
    await drained;

    assert.match(await answer, /^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*last$/i);
  });

  test('closes connections that had answers and wait for more', async () => {
    await using fixture = await start();
    const socket = await fixture.connect();
    socket.write(post('x'));
    await readUntil(socket, /x$/);

    await Promise.all([once(socket, 'close'), fixture.listener.drain(5_000)]);
  });

  test('cuts off what is not finished in time', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    await using fixture = await start({
      handler: () => {
        arrive();
        return new Promise(() => {});
      },
    });
    const answer = fixture.talk(post('x'));
    await arrived;

    await fixture.listener.drain(30);

    assert.equal(await answer, '');
  });
});
