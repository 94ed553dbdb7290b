import { Redacted } from '@coffer/wire';
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

/** GenerateDataKey: random bytes, in plaintext and under the key. */
export function makeGenerateDataKey({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.GenerateDataKey, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'GenerateDataKey', input, loaded)),
    access: accessTo('GenerateDataKey'),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      const dataKey = scope.random(dataKeyLength(input));
      checkDataKeyUse(scope, key, 'GenerateDataKey', input);
      const blob = await encrypt({ ...scope, backingKeys }, key, input.EncryptionContext, dataKey);
      return { CiphertextBlob: blob, KeyId: keyArn(scope, key), Plaintext: new Redacted(dataKey) };
    },
    trail: keyTrail,
  });
}
