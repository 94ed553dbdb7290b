import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { encrypt } from './cipher.ts';
import { dataKeyLength } from './data-key-length.ts';
import { usableKey } from './key-state.ts';
import { checkDataKeyUse } from './key-use.ts';
import { keyArn, loadKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { keyTrail } from './trail.ts';

/** GenerateDataKeyWithoutPlaintext: random bytes under the key, for who needs the key later. */
export function makeGenerateDataKeyWithoutPlaintext({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.GenerateDataKeyWithoutPlaintext, {
    load: (scope, input) =>
      loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'GenerateDataKeyWithoutPlaintext', input, loaded)),
    access: accessTo('GenerateDataKeyWithoutPlaintext'),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      const dataKey = scope.random(dataKeyLength(input));
      checkDataKeyUse(scope, key, 'GenerateDataKeyWithoutPlaintext', input);
      try {
        const blob = await encrypt({ ...scope, backingKeys }, key, input.EncryptionContext, dataKey);
        return { CiphertextBlob: blob, KeyId: keyArn(scope, key) };
      } finally {
        dataKey.fill(0);
      }
    },
    trail: keyTrail,
  });
}
