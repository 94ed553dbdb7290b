import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { freePort } from './free-port.ts';

test('free ports are distinct, can be listened on, and are none that a system gives by chance', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, freePort));

  assert.equal(new Set(ports).size, 200);
  assert.ok(ports.every(port => port < 32_768));
  await using server = createServer().listen(ports[0], '127.0.0.1');
  await once(server, 'listening');
});
