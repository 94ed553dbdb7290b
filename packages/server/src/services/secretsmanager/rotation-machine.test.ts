import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Rotation, Situation } from './rotation-machine.ts';
import { afterAttempt, afterWrite, begun, MAX_RETRY_MS, nextMove, retryDelay } from './rotation-machine.ts';
import type { StagedVersions } from './version-stages.ts';

const HOUR = 3_600_000;
const NOW = 1_000 * HOUR;
const RUNNING = begun('new', 'rotate', NOW);

function move(situation: Partial<Situation>) {
  return nextMove({ now: NOW, isOn: true, rotation: undefined, nextAt: null, lastSecond: null, ...situation });
}

describe('What there is to do for a secret', () => {
  it('is nothing while rotation is off or the secret deleted, whatever was begun', () => {
    assert.deepEqual(move({ isOn: false, rotation: RUNNING, nextAt: NOW }), { kind: 'rest' });
  });

  it('is nothing where no schedule names a time', () => {
    assert.deepEqual(move({}), { kind: 'rest' });
  });

  it('is to go on with the rotation that runs before the next is begun', () => {
    assert.deepEqual(move({ rotation: RUNNING, nextAt: NOW - 1 }), { kind: 'attempt', rotation: RUNNING });
    const later = { ...RUNNING, nextAttemptAt: NOW + 5 };
    assert.deepEqual(move({ rotation: later }), { kind: 'wait', until: NOW + 5 });
  });

  it('is an attempt when the clock has gone back behind any that can have been planned', () => {
    const far = { ...RUNNING, nextAttemptAt: NOW + MAX_RETRY_MS + 1 };
    assert.equal(move({ rotation: far }).kind, 'attempt');
  });

  it('is to begin inside the window, its last second included, and to plan anew behind it', () => {
    const done: Rotation = { ...RUNNING, status: 'succeeded' };
    assert.deepEqual(move({ rotation: done, nextAt: NOW + 1 }), { kind: 'wait', until: NOW + 1 });
    assert.equal(move({ rotation: done, nextAt: NOW, lastSecond: NOW + 1 }).kind, 'begin');
    assert.equal(move({ nextAt: NOW - HOUR, lastSecond: NOW - 999 }).kind, 'begin');
    assert.equal(move({ nextAt: NOW - HOUR, lastSecond: NOW - 1_000 }).kind, 'missed');
  });
});

describe('The time until the next attempt', () => {
  it('grows, is an hour at most, and by chance up to half as long', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, chance) => {
          const longest = retryDelay(failures, 0);
          const delay = retryDelay(failures, chance);
          assert.ok(longest <= MAX_RETRY_MS && longest <= retryDelay(failures + 1, 0));
          assert.ok(delay <= longest && delay >= Math.floor(longest / 2));
        },
      ),
    );
    assert.deepEqual(
      [1, 2, 3, 9, 10].map(n => retryDelay(n, 0) / 1_000),
      [10, 20, 40, 2_560, 3_600],
    );
  });

  it('is planned for a rotation that failed; a test that failed has ended', () => {
    const failed = afterAttempt(RUNNING, { kind: 'failed', reason: 'why' }, NOW, 0);
    assert.deepEqual(failed, { ...RUNNING, failures: 1, reason: 'why', nextAttemptAt: NOW + 10_000 });
    const test = afterAttempt({ ...RUNNING, purpose: 'test' }, { kind: 'failed', reason: 'why' }, NOW, 0);
    assert.deepEqual([test.status, test.endedAt, test.reason], ['failed', NOW, 'why']);
  });
});

describe('A write to a secret whose rotation runs', () => {
  const before: StagedVersions = [
    { versionId: 'old', stages: ['AWSCURRENT'] },
    { versionId: 'new', stages: ['AWSPENDING'] },
  ];
  const finished: StagedVersions = [
    { versionId: 'old', stages: ['AWSPREVIOUS'] },
    { versionId: 'new', stages: ['AWSPENDING', 'AWSCURRENT'] },
  ];

  it('lets it go on when the labels are where they were, or AWSCURRENT has come to its version', () => {
    assert.deepEqual(afterWrite(RUNNING, before, before), { kind: 'goes on' });
    assert.deepEqual(afterWrite(RUNNING, before, finished), { kind: 'goes on' });
    const withoutPending: StagedVersions = [{ versionId: 'new', stages: ['AWSCURRENT'] }];
    assert.deepEqual(afterWrite(RUNNING, finished, withoutPending), { kind: 'goes on' });
  });

  it('abandons it when another version becomes AWSCURRENT, and takes AWSPENDING off', () => {
    const other: StagedVersions = [
      { versionId: 'hand', stages: ['AWSCURRENT'] },
      { versionId: 'new', stages: ['AWSPENDING'] },
    ];
    const stages = [{ versionId: 'hand', stages: ['AWSCURRENT'] }];
    assert.deepEqual(afterWrite(RUNNING, before, other), { kind: 'abandoned', stages });
  });

  it('abandons it when AWSPENDING has gone elsewhere', () => {
    const moved: StagedVersions = [
      { versionId: 'old', stages: ['AWSCURRENT'] },
      { versionId: 'hand', stages: ['AWSPENDING'] },
    ];
    assert.deepEqual(afterWrite(RUNNING, before, moved), { kind: 'abandoned', stages: moved });
  });

  it('takes it for complete when its version was AWSCURRENT before', () => {
    const next: StagedVersions = [
      { versionId: 'hand', stages: ['AWSCURRENT'] },
      { versionId: 'new', stages: ['AWSPENDING', 'AWSPREVIOUS'] },
    ];
    assert.deepEqual(afterWrite(RUNNING, finished, next), {
      kind: 'succeeded',
      stages: [
        { versionId: 'hand', stages: ['AWSCURRENT'] },
        { versionId: 'new', stages: ['AWSPREVIOUS'] },
      ],
    });
  });
});
