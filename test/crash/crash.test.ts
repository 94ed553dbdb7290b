import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { killRounds } from './rounds.ts';

const SEED = Number(process.env['COFFER_CRASH_SEED'] ?? Date.now() % 2 ** 31);

describe(`kill -9 under load (COFFER_CRASH_SEED=${SEED})`, { timeout: 600_000 }, () => {
  it('loses no acknowledged write and no record, and leaves nothing half written, 25 times', async () => {
    const { problems, acknowledged, open } = await killRounds({ rounds: 25, seed: SEED });

    assert.deepEqual(problems, []);
    // Else nothing was tried.
    assert.ok(acknowledged > 100, `only ${acknowledged} requests were answered before a kill`);
    assert.ok(open > 25, `only ${open} requests were cut off`);
  });
});
