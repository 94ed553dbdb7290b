import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import { makeLog } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { startBackground } from './background.ts';

test('stops indexing when the server ends, however much is left', { timeout: 60_000 }, async () => {
  const indexing = { steps: 0 };
  // Of a trail that has always more.
  const database = {
    async write() {
      indexing.steps += 1;
      await sleep(1);
      return 8;
    },
  } as unknown as Database;
  const parts = {
    database,
    clock: systemClock,
    log: makeLog('silent'),
    mirror: undefined,
    renewCertificate: async () => {},
    inFlight: () => 0,
    rootKeys: { check: async () => {} },
  };
  {
    await using _background = startBackground(parts, { auditMaxAgeDays: 90, auditMaxBytes: 1e9 });
    while (indexing.steps < 2) await sleep(10);
  }
  const { steps } = indexing;
  await sleep(50);
  assert.equal(indexing.steps, steps);
});
