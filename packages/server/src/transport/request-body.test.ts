import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { type BodyBudget, type BodyOutcome, collectBody } from './request-body.ts';

const budgetOf = (max: number): BodyBudget => ({ held: 0, max, arriving: new Set() });

/** A body that comes in these pieces, as a request. */
function arrive(pieces: Iterable<Uint8Array>, budget: BodyBudget, maxBytes = 1_000_000): Promise<BodyOutcome> {
  // What is read of a request beside its stream.
  const request = Object.assign(Readable.from(pieces), { headers: {} }) as unknown as IncomingMessage;
  return new Promise(done => collectBody(request, { maxBytes, budget, isStranger: true }, done));
}

/** Bytes of JavaScript's heap that are not garbage. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

test('is what came, in however many pieces', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 9_000 }), { maxLength: 12 }), async pieces => {
      const budget = budgetOf(1_000_000);

      const body = await arrive(
        pieces.map(piece => Buffer.from(piece)),
        budget,
      );

      assert.ok(typeof body !== 'string');
      assert.deepEqual(Buffer.from(body), Buffer.concat(pieces));
      assert.equal(budget.held, body.length);
    }),
    { numRuns: 50 },
  ));

test('is held in one piece, however small those are in which it comes', async () => {
  const before = heapInUse();
  let held = before;

  function* single() {
    // Each of its own, as they come from a socket.
    for (let i = 0; i < 100_000; i++) yield Buffer.from('x');
    held = heapInUse();
    yield Buffer.from('x');
  }
  const body = await arrive(single(), budgetOf(1_000_000));

  assert.equal(body.length, 100_001);
  assert.ok(held - before < 4_000_000, `${held - before} bytes`);
});

test('a body of somebody who has proven something stays when a shorter one of a stranger can go', async () => {
  const budget = budgetOf(10);
  const outcomes: string[] = [];
  const never = (pieces: readonly string[], isStranger: boolean, name: string) => {
    const stream = new Readable({ read() {} });
    for (const piece of pieces) stream.push(piece);
    const request = Object.assign(stream, { headers: {} }) as unknown as IncomingMessage;
    collectBody(request, { maxBytes: 100, budget, isStranger }, outcome =>
      outcomes.push(`${name}: ${String(outcome)}`),
    );
    return new Promise(resolve => setImmediate(resolve));
  };

  await never(['1234'], true, 'stranger');
  await never(['123456'], false, 'known');
  await never(['1'], false, 'newest');

  assert.deepEqual(outcomes, ['stranger: too-many-requests']);
  assert.equal(budget.held, 7);
});
