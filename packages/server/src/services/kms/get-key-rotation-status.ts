import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { existingKey, loadKey } from './keys.ts';
import { assertRotates } from './rotatable.ts';
import { keyTrail } from './trail.ts';

/**
 * GetKeyRotationStatus: whether and when a key is rotated automatically. While a key waits for its deletion it is not; one
 * that is disabled is not either, and says when it would have been.
 */
export const getKeyRotationStatus = defineRead(kms.operations.GetKeyRotationStatus, {
  load: (scope, input) =>
    loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'GetKeyRotationStatus', input, loaded)),
  access: accessTo('GetKeyRotationStatus'),
  async handle(_scope, _input, loaded) {
    const key = existingKey(loaded);
    assertRotates(key);
    const { key_id: KeyId, rotation_period: period, next_rotation_at: next } = key;
    if (period === null || next === null || key.state === 'PendingDeletion') {
      return { KeyId, KeyRotationEnabled: false };
    }
    return { KeyId, KeyRotationEnabled: true, RotationPeriodInDays: period, NextRotationDate: next };
  },
  trail: keyTrail,
});
