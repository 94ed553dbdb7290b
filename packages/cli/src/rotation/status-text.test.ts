import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DescribedRotation, RotationEvent } from './status-text.ts';
import { statusRows } from './status-text.ts';

const NOW = Date.parse('2026-10-01T00:00:00Z');
const FAILED: RotationEvent = {
  name: 'RotationFailed',
  time: '2026-09-30T23:59:00Z',
  why: 'Error when; next attempt at X',
};
const STARTED: RotationEvent = { name: 'RotationStarted', time: '2026-09-30T23:58:00Z', why: undefined };
const ON: DescribedRotation = { ARN: 'arn', RotationEnabled: true, RotationLambdaARN: 'function' };
const PENDING = { VersionIdsToStages: { one: ['AWSCURRENT'], two: ['AWSPENDING'] } };

function rowsOf(secret: DescribedRotation, events: readonly RotationEvent[] | undefined) {
  return Object.fromEntries(statusRows(secret, events, NOW));
}

describe('coffer rotation status tells', () => {
  test('of a secret for which nobody has configured it', () => {
    assert.deepEqual(rowsOf({ ARN: 'arn' }, []), {
      secret: 'arn',
      rotation: 'never configured',
      'last rotated': 'never',
      'last event': 'none in the trail',
      next: 'nothing, until somebody calls RotateSecret',
    });
  });

  test('what failed, how often, why, and that it is tried again', () => {
    const rows = rowsOf({ ...ON, ...PENDING }, [FAILED, FAILED, STARTED]);

    assert.equal(rows['last event'], 'RotationFailed at 2026-09-30T23:59:00Z, 2 times in a row');
    assert.equal(rows['why'], FAILED.why);
    assert.equal(rows['next'], 'version two is tried again');
  });

  test('that a rotation runs', () => {
    assert.equal(rowsOf({ ...ON, ...PENDING }, [STARTED])['next'], 'version two is being rotated to now');
  });

  test('when the next one comes, or that it was missed', () => {
    const at = (NextRotationDate: number) =>
      rowsOf({ ...ON, NextRotationDate, RotationRules: { AutomaticallyAfterDays: 30, Duration: '2h' } }, []);
    const rows = at(NOW + 1_000);
    assert.equal(rows['next'], 'a rotation, not later than 2026-10-01T00:00:01Z');
    assert.equal(rows['schedule'], 'every 30 days, within 2h');
    assert.equal(at(NOW - 1)['next'], 'a rotation that was missed, as soon as a window is open');
  });

  test('that nothing comes: no schedule, cancelled, deleted', () => {
    assert.match(rowsOf(ON, [])['next'] ?? '', /there is no schedule/);
    assert.equal(rowsOf({ ...ON, RotationEnabled: false }, [])['rotation'], 'off (cancelled)');
    assert.equal(rowsOf({ ...ON, DeletedDate: NOW }, [])['next'], 'nothing: the secret is deleted');
  });

  test('that the trail may not be looked into', () => {
    assert.equal(rowsOf(ON, undefined)['last event'], 'unknown: you may not call cloudtrail:LookupEvents');
  });
});
