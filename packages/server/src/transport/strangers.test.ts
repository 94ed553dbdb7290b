import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';

import { Connections } from './connections.ts';
import { Strangers } from './strangers.ts';

test('the order is that of falling idle; who works, is gone or known is left out', () => {
  const strangers = new Strangers();
  const [a, b, c, newcomer] = [new Socket(), new Socket(), new Socket(), new Socket()];
  for (const socket of [a, b, c, newcomer]) strangers.add(socket, '192.0.2.1');
  const longest = () => strangers.longestIdle(newcomer, 'all');

  const first = longest();
  strangers.rest(a);
  const afterAnswer = longest();
  strangers.work(b);
  const whileWorking = longest();
  strangers.remove(c);
  const afterRemoval = longest();
  strangers.remove(a);
  strangers.rest(a);
  const afterLateRest = longest();
  strangers.rest(b);

  assert.deepEqual([first, afterAnswer, whileWorking, afterRemoval, afterLateRest], [a, b, c, a, undefined]);
  assert.equal(longest(), b);
  assert.deepEqual(
    [a, b, c].map(socket => strangers.has(socket)),
    [false, true, false],
  );
});

test('addresses of one IPv6 network count together, others apart', () => {
  const strangers = new Strangers();
  const addresses = ['2001:db8::1', '2001:db8::ffff', '2001:db8:0:1::1', '192.0.2.1', '192.0.2.2'];

  const sockets = addresses.map(() => new Socket());
  const counts = sockets.map((socket, i) => strangers.add(socket, addresses[i] ?? ''));

  assert.deepEqual(counts, [1, 2, 1, 1, 1]);
  assert.equal(strangers.longestIdle(sockets[1] ?? new Socket(), 'same-network'), sockets[0]);
  assert.equal(strangers.longestIdle(sockets[2] ?? new Socket(), 'same-network'), undefined);
});

test('many connections at one moment leave exactly the limit open', () => {
  using connections = new Connections({ maxConnections: 4, sendTimeoutMs: 60_000 }, () => {});
  const sockets = Array.from({ length: 10 }, () => new Socket());

  for (const socket of sockets) connections.open(socket);

  // Half of four, because all of them come from one place.
  assert.deepEqual(
    sockets.flatMap((socket, i) => (socket.destroyed ? [] : [i])),
    [8, 9],
  );
  assert.equal(connections.size, 2);
});
