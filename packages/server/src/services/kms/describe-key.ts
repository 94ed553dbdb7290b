import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { keyMetadata } from './key-metadata.ts';
import { existingKey, loadKey } from './keys.ts';
import { keyTrail } from './trail.ts';

/** DescribeKey: what is known of a key, except its material; also while its deletion is scheduled. */
export const describeKey = defineRead(kms.operations.DescribeKey, {
  load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'DescribeKey', input, loaded)),
  access: accessTo('DescribeKey'),
  async handle(scope, _input, loaded) {
    return { KeyMetadata: keyMetadata(scope, existingKey(loaded)) };
  },
  trail: keyTrail,
});
