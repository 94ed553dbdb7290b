import { test } from 'node:test';
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { assertRoomForVersion, type VersionAge, versionsToRemove } from './version-limit.ts';

const HOUR_MS = 3_600_000;
const NOW = 1_000 * HOUR_MS;

/** So many unlabelled versions, each so old and a millisecond older than the one before. */
function versions(count: number, ageMs: number, isLabelled = false): VersionAge[] {
  return Array.from({ length: count }, (_, i) => ({
    versionId: `${isLabelled ? 'labelled' : 'version'}-${i}-${ageMs}`,
    createdAt: NOW - ageMs - i,
    isLabelled,
  }));
}

test('100 versions stay', () => {
  assert.deepEqual(versionsToRemove(versions(100, 48 * HOUR_MS), NOW), []);
});

test('the oldest beyond 100 go, the oldest first', () => {
  const removed = versionsToRemove(versions(102, 48 * HOUR_MS), NOW);

  assert.deepEqual(removed, [`version-101-${48 * HOUR_MS}`, `version-100-${48 * HOUR_MS}`]);
});

test('a labelled version never goes, however old it is', () => {
  const old = versions(3, 900 * HOUR_MS, true);

  const removed = versionsToRemove([...old, ...versions(98, 48 * HOUR_MS)], NOW);

  assert.deepEqual(removed, [`version-97-${48 * HOUR_MS}`]);
});

test('a version goes when it is 24 hours old and not a millisecond before', () => {
  assert.equal(versionsToRemove(versions(1, 24 * HOUR_MS).concat(versions(100, HOUR_MS)), NOW).length, 1);
  assert.equal(versionsToRemove(versions(1, 24 * HOUR_MS - 1).concat(versions(100, HOUR_MS)), NOW).length, 0);
});

test('the pace that AWS advises never meets the limit', () => {
  const labelled = versions(20, 900 * HOUR_MS, true);
  const aDay = Array.from({ length: 144 }, (_, i) => ({
    versionId: `v${i}`,
    createdAt: NOW - i * (HOUR_MS / 6),
    isLabelled: false,
  }));

  assert.doesNotThrow(() => assertRoomForVersion([...labelled, ...aDay, ...versions(100, 48 * HOUR_MS)], NOW));
});

test('a new version is refused when 200 cannot be removed', () => {
  assert.doesNotThrow(() => assertRoomForVersion(versions(199, HOUR_MS), NOW));
  assert.doesNotThrow(() => assertRoomForVersion(versions(500, 24 * HOUR_MS), NOW));
  assert.throws(() => assertRoomForVersion(versions(200, HOUR_MS), NOW), {
    code: 'LimitExceededException',
    message: 'You exceeded the maximum number of versions allowed on a secret.',
  });
  assert.throws(() => assertRoomForVersion(versions(200, 48 * HOUR_MS, true), NOW), { code: 'LimitExceededException' });
});

test('removal takes no more than it must, nothing labelled or young, and none younger than what it leaves', () => {
  const version = fc.record({
    versionId: fc.uuid(),
    createdAt: fc.integer({ min: NOW - 48 * HOUR_MS, max: NOW }),
    isLabelled: fc.boolean(),
  });
  const many = fc.uniqueArray(version, { minLength: 95, maxLength: 130, selector: v => v.versionId });
  fc.assert(
    fc.property(many, all => {
      const removed = new Set(versionsToRemove(all, NOW));
      const gone = all.filter(v => removed.has(v.versionId));
      const removable = all.filter(v => !v.isLabelled && NOW - v.createdAt >= 24 * HOUR_MS);
      const left = removable.filter(v => !removed.has(v.versionId));

      assert.equal(gone.length, Math.min(Math.max(all.length - 100, 0), removable.length));
      assert.ok(gone.every(v => removable.includes(v)));
      assert.ok(gone.every(g => left.every(l => g.createdAt <= l.createdAt)));
    }),
    { numRuns: 50 },
  );
});
