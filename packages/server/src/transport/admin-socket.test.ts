import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, test } from 'node:test';

import { type AdminHandler, AdminSocket } from './admin-socket.ts';
import { OperatorError } from './operator-error.ts';

const ECHO: AdminHandler = async (method, path, body) => ({
  status: 200,
  contentType: 'text/plain',
  body: `${method} ${path} ${Buffer.from(body).toString()}`,
});

describe('the admin socket', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-admin-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('serves commands over a socket that only its user can open, and takes it away at the end', async () => {
    const data = join(folder, 'data');
    const socket = await AdminSocket.open({ folder: data, handler: ECHO });

    const answer = await ask({ socketPath: socket.path }, 'POST', '/account/reset?x=1', 'hello');

    assert.deepEqual(answer, { status: 200, body: 'POST /account/reset hello' });
    assert.equal(socket.path, join(data, 'admin.sock'));
    assert.equal(statSync(data).mode & 0o777, 0o700);
    assert.equal(statSync(socket.path).mode & 0o777, 0o600);
    assert.equal(socket.tcp, undefined);
    await socket.drain(0);
    assert.equal(existsSync(socket.path), false);
  });

  test('closes a data directory that others could enter', async () => {
    const open = join(folder, 'open');
    mkdirSync(open, { mode: 0o755 });

    await using socket = await AdminSocket.open({ folder: open, handler: ECHO });

    assert.equal(socket.path, join(open, 'admin.sock'));
    assert.equal(statSync(open).mode & 0o777, 0o700);
  });

  test('replaces the socket of a server that was killed', async () => {
    const path = join(folder, 'admin.sock');
    const script = `require('node:net').createServer().listen('${path}', () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script]);
    assert.equal(statSync(path).isSocket(), true);

    await using socket = await AdminSocket.open({ folder, handler: ECHO });

    assert.equal((await ask({ socketPath: socket.path }, 'GET', '/healthz')).status, 200);
  });

  test('leaves alone a socket on which somebody answers', async () => {
    const path = join(folder, 'admin.sock');
    const other = createServer(peer => peer.destroy());
    await new Promise<void>(done => other.listen(path, done));

    const opening = AdminSocket.open({ folder, handler: ECHO });

    await assert.rejects(opening, new OperatorError(`another server answers on \`${path}\``));
    assert.equal(existsSync(path), true);
    other.close();
  });

  test('leaves alone a file that is no socket', async () => {
    const path = join(folder, 'admin.sock');
    writeFileSync(path, 'precious');

    const opening = AdminSocket.open({ folder, handler: ECHO });

    await assert.rejects(opening, new OperatorError(`\`${path}\` is in the way: it is not a socket`));
    assert.equal(existsSync(path), true);
  });

  test('lies in a private folder for temporary files when the data directory has a long path', async () => {
    const long = join(folder, 'd'.repeat(100));
    mkdirSync(long, { mode: 0o700 });
    symlinkSync('/nowhere', join(long, 'admin.sock'));
    const socket = await AdminSocket.open({ folder: long, handler: ECHO });

    assert.equal(dirname(dirname(socket.path)), tmpdir());
    assert.equal(readlinkSync(join(long, 'admin.sock')), socket.path);
    assert.equal(statSync(dirname(socket.path)).mode & 0o777, 0o700);
    assert.equal((await ask({ socketPath: socket.path }, 'GET', '/healthz')).status, 200);
    await socket.drain(0);
    assert.equal(existsSync(dirname(socket.path)), false);
    assert.throws(() => readlinkSync(join(long, 'admin.sock')), { code: 'ENOENT' });
  });

  test('over TCP answers health and metrics only', async () => {
    await using socket = await AdminSocket.open({ folder, tcp: { host: '127.0.0.1', port: 0 }, handler: ECHO });
    const { host, port } = socket.tcp ?? { host: '', port: 0 };

    for (const path of ['/healthz', '/readyz', '/metrics']) {
      assert.deepEqual(await ask({ host, port }, 'GET', `${path}?verbose`), { status: 200, body: `GET ${path} ` });
      assert.deepEqual(await ask({ host, port }, 'HEAD', path), { status: 200, body: '' });
      assert.equal((await ask({ host, port }, 'POST', path, 'x')).status, 405);
    }
    for (const path of ['/account/reset-root', '/', '/healthz/', '//healthz', '/HEALTHZ', '/metrics/../backup']) {
      assert.equal((await ask({ host, port }, 'GET', path)).status, 404, path);
    }
  });

  test('over TCP takes no long bodies, over its own socket it does', async () => {
    await using socket = await AdminSocket.open({ folder, tcp: { host: '127.0.0.1', port: 0 }, handler: ECHO });
    const { host, port } = socket.tcp ?? { host: '', port: 0 };
    const body = 'x'.repeat(4_097);

    assert.equal((await ask({ host, port }, 'POST', '/metrics', body)).status, 413);
    assert.equal((await ask({ socketPath: socket.path }, 'POST', '/restore', body)).status, 200);
  });

  test('takes its socket away when the TCP address cannot be had', async () => {
    const opening = AdminSocket.open({ folder, tcp: { host: '203.0.113.1', port: 0 }, handler: ECHO });

    await assert.rejects(opening, /cannot listen on `203.0.113.1:0`: this machine does not have this address/);
    assert.equal(existsSync(join(folder, 'admin.sock')), false);
  });
});

interface Where {
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
}

function ask(where: Where, method: string, path: string, body = ''): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...where, method, path, agent: false }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
