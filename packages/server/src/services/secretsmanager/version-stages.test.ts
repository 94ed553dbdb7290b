import { test } from 'node:test';
import assert from 'node:assert/strict';
import { attachStages, moveStage, putVersion, type StagedVersions, stagesOf } from './version-stages.ts';
import { inJavaOrder } from '../../java-order.ts';

const VERSIONS = new Set(['v1', 'v2', 'v3', 'v4']);

function put(state: StagedVersions, versionId: string, ...stages: string[]): StagedVersions {
  return putVersion(state, { versionId, stages: stages.length > 0 ? stages : undefined, isReplay: false });
}

function replay(state: StagedVersions, versionId: string, ...stages: string[]): StagedVersions {
  return putVersion(state, { versionId, stages: stages.length > 0 ? stages : undefined, isReplay: true });
}

/** What DescribeSecret would show. */
function shown(state: StagedVersions): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(state.map(version => [version.versionId, inJavaOrder(version.stages)]));
}

test('the first value is current', () => {
  assert.deepEqual(shown(put([], 'v1')), { v1: ['AWSCURRENT'] });
});

test('the first version gets AWSCURRENT in addition to its own labels', () => {
  assert.deepEqual(shown(put([], 'v1', 'GREEN')), { v1: ['AWSCURRENT', 'GREEN'] });
});

test('recorded: AWSPREVIOUS follows AWSCURRENT and the version before loses it', () => {
  const two = put(put([], 'v1'), 'v2');
  const three = put(two, 'v3');

  assert.deepEqual(shown(two), { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'] });
  assert.deepEqual(shown(three), { v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT'] });
});

test('recorded: custom labels move to the new version and leave AWSCURRENT alone', () => {
  const first = put(put([], 'v1'), 'v2', 'one', 'two', 'three');
  const partly = put(first, 'v3', 'one', 'two', 'four');
  const wholly = put(first, 'v3', 'one', 'two', 'three', 'four');

  assert.deepEqual(partly, [
    { versionId: 'v1', stages: ['AWSCURRENT'] },
    { versionId: 'v2', stages: ['three'] },
    { versionId: 'v3', stages: ['one', 'two', 'four'] },
  ]);
  assert.deepEqual(stagesOf(wholly, 'v2'), []);
  assert.equal(wholly.length, 2);
});

test('recorded: a replay attaches the labels it names and nothing else', () => {
  const first = put([], 'v1');

  assert.deepEqual(shown(replay(first, 'v1', 'REPLAY')), { v1: ['REPLAY', 'AWSCURRENT'] });
  assert.deepEqual(replay(first, 'v1'), first);
});

test('a late retry does not make an old value current again', () => {
  const second = put(put([], 'v1'), 'v2');

  assert.deepEqual(replay(second, 'v1'), second);
  assert.deepEqual(shown(replay(second, 'v1', 'AWSCURRENT')), { v1: ['AWSCURRENT'], v2: ['AWSPREVIOUS'] });
});

test('recorded: a life of labels', () => {
  let state = put([], 'e2bd');
  state = replay(state, 'e2bd', 'REPLAY');
  state = put(state, '6af9', 'BLUE');
  state = put(state, 'c408');
  assert.deepEqual(shown(state), { e2bd: ['AWSPREVIOUS', 'REPLAY'], '6af9': ['BLUE'], c408: ['AWSCURRENT'] });

  const versions = new Set(['e2bd', '6af9', 'c408']);
  state = moveStage(state, { stage: 'AWSCURRENT', moveToVersionId: '6af9', removeFromVersionId: 'c408' }, versions);
  assert.deepEqual(shown(state), { e2bd: ['REPLAY'], '6af9': ['BLUE', 'AWSCURRENT'], c408: ['AWSPREVIOUS'] });

  state = moveStage(state, { stage: 'BLUE', moveToVersionId: 'c408', removeFromVersionId: '6af9' }, versions);
  assert.deepEqual(shown(state), { e2bd: ['REPLAY'], '6af9': ['AWSCURRENT'], c408: ['AWSPREVIOUS', 'BLUE'] });

  state = put(state, 'ac8a');
  assert.deepEqual(shown(state), { e2bd: ['REPLAY'], '6af9': ['AWSPREVIOUS'], c408: ['BLUE'], ac8a: ['AWSCURRENT'] });
});

test('recorded: AWSPENDING stays when AWSCURRENT joins it, until the next rotation takes it', () => {
  const pending = put(put([], 'v1'), 'v2', 'AWSPENDING');
  const finished = moveStage(
    pending,
    { stage: 'AWSCURRENT', moveToVersionId: 'v2', removeFromVersionId: 'v1' },
    VERSIONS,
  );
  const next = put(finished, 'v3', 'AWSPENDING');

  assert.deepEqual(shown(finished), { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'AWSPENDING'] });
  assert.deepEqual(shown(next), { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], v3: ['AWSPENDING'] });
});

test('recorded: a value that becomes current past a rotation takes AWSPENDING from the version that had both', () => {
  const pending = put(put([], 'v1'), 'v2', 'AWSPENDING');
  const finished = moveStage(
    pending,
    { stage: 'AWSCURRENT', moveToVersionId: 'v2', removeFromVersionId: 'v1' },
    VERSIONS,
  );

  assert.deepEqual(shown(put(finished, 'v3')), { v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT'] });
  assert.deepEqual(shown(put(pending, 'v3')), { v1: ['AWSPREVIOUS'], v3: ['AWSCURRENT'] });
  assert.deepEqual(shown(put(pending, 'v3', 'X')), { v1: ['AWSCURRENT'], v2: ['AWSPENDING'], v3: ['X'] });
});

test('the first rotation of an empty secret makes its version current at the end and not before', () => {
  const reserved = attachStages([], 'v1', ['AWSPENDING']);
  const filled = put(reserved, 'v1', 'AWSPENDING');
  const finished = moveStage(filled, { stage: 'AWSCURRENT', moveToVersionId: 'v1' }, VERSIONS);

  assert.deepEqual(shown(filled), { v1: ['AWSPENDING'] });
  assert.deepEqual(shown(finished), { v1: ['AWSCURRENT', 'AWSPENDING'] });
});

test('a value stored beside a reserved version of an empty secret is current', () => {
  const reserved = attachStages([], 'v1', ['AWSPENDING']);

  assert.deepEqual(shown(put(reserved, 'v2', 'X')), { v1: ['AWSPENDING'], v2: ['X', 'AWSCURRENT'] });
});

test('AWSPREVIOUS follows AWSCURRENT also when it is asked for elsewhere', () => {
  assert.deepEqual(shown(put(put([], 'v1'), 'v2', 'AWSCURRENT', 'AWSPREVIOUS')), {
    v1: ['AWSPREVIOUS'],
    v2: ['AWSCURRENT'],
  });
});

test('a label named twice is attached once', () => {
  assert.deepEqual(stagesOf(put(put([], 'v1'), 'v2', 'A', 'A'), 'v2'), ['A']);
});

test('a label is removed, and the version with its last label', () => {
  const state = put(put([], 'v1'), 'v2');

  assert.deepEqual(moveStage(state, { stage: 'AWSPREVIOUS', removeFromVersionId: 'v1' }, VERSIONS), [
    { versionId: 'v2', stages: ['AWSCURRENT'] },
  ]);
});

test('a free label needs no RemoveFromVersionId, nor does one that is there already', () => {
  const state = put(put([], 'v1'), 'v2');
  const attached = moveStage(state, { stage: 'X', moveToVersionId: 'v3' }, VERSIONS);

  assert.deepEqual(stagesOf(attached, 'v3'), ['X']);
  assert.deepEqual(moveStage(attached, { stage: 'X', moveToVersionId: 'v3' }, VERSIONS), attached);
  assert.deepEqual(
    moveStage(attached, { stage: 'X', moveToVersionId: 'v3', removeFromVersionId: 'v3' }, VERSIONS),
    attached,
  );
});

test('a move that does not fit is refused in the words of AWS', () => {
  const state = put(put([], 'v1'), 'v2');
  const wrongOwner =
    'When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label AWSCURRENT.';
  const cases: readonly (readonly [Parameters<typeof moveStage>[1], string, string])[] = [
    [
      { stage: 'AWSCURRENT', moveToVersionId: 'v1' },
      'InvalidParameterException',
      "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version v2, so you must explicitly reference that version in RemoveFromVersionId.",
    ],
    [
      { stage: 'AWSCURRENT', moveToVersionId: 'v1', removeFromVersionId: 'v1' },
      'InvalidParameterException',
      wrongOwner,
    ],
    [
      { stage: 'X', moveToVersionId: 'v1', removeFromVersionId: 'v2' },
      'InvalidParameterException',
      wrongOwner.replaceAll('AWSCURRENT', 'X'),
    ],
    [
      { stage: 'AWSCURRENT', removeFromVersionId: 'v2' },
      'InvalidParameterException',
      'You can only move staging label AWSCURRENT to a different secret version. It can\u2019t be completely removed.',
    ],
    [
      { stage: 'X', removeFromVersionId: 'v1' },
      'InvalidParameterException',
      'Staging label X is not attached to version v1.',
    ],
    [
      { stage: 'AWSPREVIOUS', removeFromVersionId: 'v2' },
      'InvalidParameterException',
      'Staging label AWSPREVIOUS is not attached to version v2.',
    ],
    [
      { stage: 'X' },
      'InvalidParameterException',
      'You must provide a value for RemoveFromVersionId, MoveToVersionId, or both.',
    ],
    [
      { stage: 'X', moveToVersionId: 'v9' },
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for VersionId: v9",
    ],
    [
      { stage: 'AWSPREVIOUS', removeFromVersionId: 'v9' },
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for VersionId: v9",
    ],
  ];

  for (const [move, code, message] of cases) {
    assert.throws(() => moveStage(state, move, VERSIONS), { code, message });
  }
});

test('20 labels fit and the 21st is refused, also when it is the AWSPREVIOUS that nobody asked for', () => {
  const limit = {
    code: 'LimitExceededException',
    message: 'You exceeded the maximum number of staging labels allowed on a secret.',
  };
  const labels = Array.from({ length: 19 }, (_, i) => `L${i}`);
  const full = put(put([], 'v1'), 'v2', ...labels);

  assert.equal(full.flatMap(version => version.stages).length, 20);
  assert.throws(() => put(full, 'v3'), limit);
  assert.throws(() => put(full, 'v3', 'L19'), limit);
  assert.throws(() => moveStage(full, { stage: 'L19', moveToVersionId: 'v1' }, VERSIONS), limit);
  assert.deepEqual(stagesOf(put(full, 'v3', 'L0', 'L1'), 'v3'), ['L0', 'L1']);
});

test('the given state is left as it was', () => {
  const state = put(put([], 'v1'), 'v2', 'A');
  const copy = structuredClone(state);

  put(state, 'v3');
  moveStage(state, { stage: 'A', moveToVersionId: 'v1', removeFromVersionId: 'v2' }, VERSIONS);

  assert.deepEqual(state, copy);
});
