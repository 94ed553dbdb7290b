import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { connect as connectTls } from 'node:tls';

import { makeAuthority, makeServerCertificate } from './certificates.ts';
import type { RawHandler } from './listener.ts';
import { type Fixture, post, readUntil, start, until } from './listener.test-fixture.ts';

/** Trusts who says `me`, and never answers who says `wait`. */
const TRUSTING: RawHandler = async ({ body }) => {
  const text = Buffer.from(body).toString();
  if (text === 'wait') await new Promise(() => {});
  return { status: 200, headers: [], body: `${text}.`, isTrusted: text === 'me' };
};

const TRUSTED = ['me', 'me', 'me'];

/** Opens connections one after another, each with an answered request of this body; empty: without a request. */
async function openAll(fixture: Fixture, bodies: readonly string[]): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (const body of bodies) {
    const socket = await fixture.connect();
    sockets.push(socket);
    await ask(socket, body);
  }
  return sockets;
}

async function ask(socket: Socket, body: string): Promise<string> {
  if (body === '') return '';
  socket.write(post(body));
  return body === 'wait' ? '' : readUntil(socket, /\.$/);
}

/** Which of the sockets the server has closed, when it has closed so many and a moment more has passed. */
async function closedOf(sockets: readonly Socket[], count: number): Promise<number[]> {
  const closed = () => sockets.flatMap((socket, i) => (socket.readableEnded || socket.destroyed ? [i] : []));
  await until(() => closed().length >= count);
  await new Promise(done => setTimeout(done, 30));
  return closed();
}

describe('when there are too many connections', () => {
  test('the stranger that has been idle the longest makes room', async () => {
    await using fixture = await start({ handler: TRUSTING, limits: { maxConnections: 4 } });
    const held = await openAll(fixture, ['me', 'me', 'x', '']);
    for (const socket of held) socket.resume();
    // Now the one that never asked is the one that has been idle the longest.
    const [, , third] = held;
    assert.ok(third !== undefined);
    await ask(third, 'y');

    const [newcomer] = await openAll(fixture, ['me']);

    assert.deepEqual(await closedOf(held, 1), [3]);
    assert.equal(newcomer?.destroyed, false);
    assert.equal(fixture.listener.connections, 4);
    assert.deepEqual(fixture.refused, ['too-many-connections']);
  });

  test('and none is a stranger or idle, the new one is refused', async () => {
    await using fixture = await start({ handler: TRUSTING, limits: { maxConnections: 4 } });
    const held = await openAll(fixture, [...TRUSTED, 'wait']);
    await until(() => fixture.listener.inFlight === 1);

    const answer = await fixture.talk(post('me'));

    assert.equal(answer, '');
    assert.deepEqual(await closedOf(held, 0), []);
    assert.deepEqual(fixture.refused, ['too-many-connections']);
  });

  test('one host without credentials has half of them, and those of others stay', async () => {
    await using fixture = await start({ handler: TRUSTING, limits: { maxConnections: 6 } });
    const trusted = await openAll(fixture, TRUSTED.slice(0, 2));
    const strangers = await openAll(fixture, ['', '', '', '', '']);

    for (const socket of strangers) socket.resume();

    assert.deepEqual(await closedOf([...trusted, ...strangers], 2), [2, 3]);
    assert.equal(fixture.listener.connections, 5);
  });

  test('a flood of connections that ask for nothing keeps nobody out', async () => {
    await using fixture = await start({ handler: TRUSTING, limits: { maxConnections: 20 } });
    const flood = await Promise.all(Array.from({ length: 200 }, () => fixture.connect()));

    const [client] = await openAll(fixture, ['me']);
    const more = await Promise.all(Array.from({ length: 200 }, () => fixture.connect()));

    assert.ok(client !== undefined);
    assert.match(await ask(client, 'me'), /me\.$/);
    assert.ok(fixture.listener.connections <= 20);
    for (const socket of [...flood, ...more]) socket.destroy();
  });

  test('one in a TLS handshake makes room, too', async () => {
    const now = new Date();
    const names = { dnsNames: ['localhost'], ips: ['127.0.0.1'] };
    const key = await makeServerCertificate(await makeAuthority(names, now), names, now);
    await using fixture = await start({ security: key, handler: TRUSTING, limits: { maxConnections: 2 } });
    const silent = await fixture.connect();
    await until(() => fixture.listener.connections === 1);

    const client = connectTls({ port: fixture.port, host: '127.0.0.1', rejectUnauthorized: false });
    await Promise.all([once(silent.resume(), 'close'), once(client, 'secureConnect')]);
    client.setEncoding('utf8').write(post('me'));
    const answer = await readUntil(client, /\.$/);
    const other = connectTls({ port: fixture.port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(other, 'secureConnect');

    assert.match(answer, /me\.$/);
    assert.deepEqual(await closedOf([client, other], 0), []);
    assert.deepEqual(fixture.refused, ['too-many-connections']);
    client.destroy();
    other.destroy();
  });
});

describe('an idle connection', () => {
  const limits = { strangerKeepAliveMs: 50, keepAliveTimeoutMs: 20_000 };

  test('ends soon while nobody has been authenticated on it, and says so', async () => {
    await using fixture = await start({ handler: TRUSTING, limits });
    const socket = await fixture.connect();

    const answer = await ask(socket, 'x');
    await once(socket.resume(), 'close');

    assert.match(answer, /\r\nkeep-alive: timeout=1\r\n/i);
  });

  test('stays once somebody has, even after an answer to somebody else', async () => {
    await using fixture = await start({ handler: TRUSTING, limits });
    const [socket] = await openAll(fixture, ['me']);
    assert.ok(socket !== undefined);

    const answer = await ask(socket, 'x');
    await new Promise(done => setTimeout(done, 200));
    const later = await ask(socket, 'y');

    assert.match(answer, /\r\nkeep-alive: timeout=20\r\n/i);
    assert.match(later, /y\.$/);
    socket.destroy();
  });

  test('that asks again in time is not cut off while it waits for its answer', async () => {
    const { promise: go, resolve } = Promise.withResolvers<void>();
    const handler: RawHandler = async raw => {
      if (raw.body.byteLength > 1) await go;
      return TRUSTING(raw);
    };
    // Long enough to ask again, however busy the machine is.
    await using fixture = await start({ handler, limits: { ...limits, strangerKeepAliveMs: 1_000 } });
    const socket = await fixture.connect();
    await ask(socket, 'x');

    const answer = ask(socket, 'slow');
    setTimeout(resolve, 1_500);

    assert.match(await answer, /slow\.$/);
  });
});
