import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadKey } from './keys.ts';
import { macOf } from './mac.ts';
import type { KmsParts } from './parts.ts';
import { keyTrail } from './trail.ts';

/** GenerateMac: the HMAC of up to 4,096 bytes. */
export function makeGenerateMac({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.GenerateMac, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'GenerateMac', input, loaded)),
    access: accessTo('GenerateMac'),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      const mac = await macOf(scope, backingKeys, key, 'GenerateMac', input);
      return { KeyId: keyArn(scope, key), Mac: mac, MacAlgorithm: input.MacAlgorithm };
    },
    trail: keyTrail,
  });
}
