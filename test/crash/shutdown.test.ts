import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpawnClient } from '../support/spawn-client.ts';
import { spawnServer } from '../support/spawn-process.ts';
import { startLoad } from './load.ts';
import { Random } from './random.ts';
import { sqliteDamage, sqliteQuery, tableProblems } from './tables.ts';
import { trailByUserAgent } from './trail.ts';
import { verifyLoad } from './verify.ts';

/** What Kubernetes waits before it kills. Requests in flight have ten seconds of it. */
const ENDS_WITHIN_MS = 30_000;
/** The server has read the head of a request that asks for this. */
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

describe('signals under load', { timeout: 600_000 }, () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'coffer-shutdown-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('SIGTERM: what was acknowledged is there, the process ends with 0 in time and leaves no trace of running', async () => {
    const begin = Date.now();
    const stop = new AbortController();
    await using server = spawnServer(dataDir);
    const url = (await server.ready).http ?? '';
    const load = await startLoad({ url, prefix: 'term', random: new Random(1), clients: 4, until: stop.signal });
    await sleep(400);

    const asked = performance.now();
    const { code, signal, stderr } = await server.end('SIGTERM');
    const tookMs = performance.now() - asked;
    stop.abort();
    const done = await load.done;

    assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
    assert.ok(tookMs < ENDS_WITHIN_MS, `it took ${tookMs} ms`);
    await using again = spawnServer(dataDir);
    using client = new SpawnClient((await again.ready).http ?? '');
    assert.deepEqual(await sqliteDamage(dataDir), []);
    assert.deepEqual(await tableProblems(text => sqliteQuery(dataDir, text)), []);
    const trail = await trailByUserAgent(client, begin);
    assert.deepEqual(await verifyLoad(client, done, trail), []);
    // A request that the server has read is answered: none may have been carried out without its client knowing.
    const silent = done.sent.filter(sent => sent.answer === undefined && trail.has(sent.id));
    assert.deepEqual(silent, []);
  });

  it('SIGTERM: a request whose body is still coming gets its answer', async () => {
    await using server = spawnServer(dataDir);
    const url = new URL((await server.ready).http ?? '');
    const socket = connect(Number(url.port), url.hostname);
    let text = '';
    const closed = new Promise<void>(resolve => {
      socket.setEncoding('latin1').on('data', (part: string) => {
        text += part;
      });
      socket.on('close', () => resolve());
    });
    socket.write(
      'POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: secretsmanager.ListSecrets\r\n' +
        'Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{',
    );
    await until(() => text === CONTINUE);

    server.child.kill('SIGTERM');
    await until(() => isRefused(url));
    socket.write('}');
    await closed;
    const { code } = await server.ended;

    assert.match(text.slice(CONTINUE.length), /^HTTP\/1\.1 400 /);
    assert.match(text, /connection: close/i);
    assert.equal(code, 0);
  });

  it('SIGTERM: clients that send nothing more cannot hold the server', async () => {
    await using server = spawnServer(dataDir);
    const url = new URL((await server.ready).http ?? '');
    const socket = connect(Number(url.port), url.hostname).on('error', () => {});
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n{');
    await once(socket, 'data');

    const asked = performance.now();
    const { code } = await server.end('SIGTERM');

    assert.equal(code, 0);
    assert.ok(performance.now() - asked < ENDS_WITHIN_MS);
    socket.destroy();
  });

  it('SIGHUP: no connection is dropped and every request is answered', async () => {
    const begin = Date.now();
    const stop = new AbortController();
    await using server = spawnServer(dataDir, { auditLog: join(dataDir, 'audit.log') });
    const url = (await server.ready).http ?? '';
    const load = await startLoad({ url, prefix: 'hup', random: new Random(2), clients: 3, until: stop.signal });

    for (let i = 0; i < 5; i++) {
      await sleep(100);
      server.child.kill('SIGHUP');
    }
    await sleep(100);
    stop.abort();
    const done = await load.done;

    assert.deepEqual(
      done.sent.filter(sent => sent.answer === undefined),
      [],
    );
    using client = new SpawnClient(url);
    assert.deepEqual(await verifyLoad(client, done, await trailByUserAgent(client, begin)), []);
    assert.equal(server.stderr, '');
  });

  it('a second server on the same data directory is refused and told who has it', async () => {
    await using first = spawnServer(dataDir);
    const { pid, https } = await first.ready;

    await using second = spawnServer(dataDir);
    const { code, stderr } = await second.ended;

    assert.equal(code, 1);
    assert.ok(stderr.includes(`\`${dataDir}\` is in use by process ${pid} (${https})`), stderr);
    using client = new SpawnClient((await first.ready).http ?? '');
    assert.equal((await client.call('secretsmanager', 'ListSecrets', {})).status, 200);
  });
});

/** Whether nobody listens there any more. */
async function isRefused({ hostname, port }: URL): Promise<boolean> {
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10);
}
