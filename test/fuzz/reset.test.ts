import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { spawnServer } from '../support/spawn-process.ts';

it('a stranger who resets the connection instead of reading a refusal does not end the server', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'coffer-reset-'));
  await using server = spawnServer(dataDir);
  const url = new URL((await server.ready).http ?? '');

  for (let i = 0; i < 300 && server.child.exitCode === null; i++) {
    for (const bytes of ['CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 'no HTTP\r\n\r\n'])
      await sendAndReset(url, bytes, i % 3);
  }
  const { code, stderr } = await server.end('SIGTERM');

  await rm(dataDir, { recursive: true });
  assert.equal(stderr, '');
  assert.equal(code, 0);
});

/** Lets the server find the bytes and the reset at the same time, or one a little after the other. */
function sendAndReset(url: URL, bytes: string, afterMs: number): Promise<void> {
  return new Promise(resolve => {
    const socket = connect(Number(url.port), url.hostname);
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.on('connect', () => {
      socket.write(bytes, () => {
        if (afterMs === 0) socket.resetAndDestroy();
        else setTimeout(() => socket.resetAndDestroy(), afterMs - 1);
      });
    });
  });
}
