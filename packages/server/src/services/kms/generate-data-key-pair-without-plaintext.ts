import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { newDataKeyPair } from './data-key-pair.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { keyTrail } from './trail.ts';

/** GenerateDataKeyPairWithoutPlaintext: the private key under the key only, for who needs it later. */
export function makeGenerateDataKeyPairWithoutPlaintext(parts: KmsParts) {
  const action = 'GenerateDataKeyPairWithoutPlaintext';
  return defineRead(kms.operations.GenerateDataKeyPairWithoutPlaintext, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, action, input, loaded)),
    access: accessTo(action),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      const { privateKey, publicKey, sealed } = await newDataKeyPair(scope, parts, key, action, input);
      privateKey.fill(0);
      return {
        KeyId: keyArn(scope, key),
        KeyPairSpec: input.KeyPairSpec,
        PrivateKeyCiphertextBlob: sealed,
        PublicKey: publicKey,
      };
    },
    trail: keyTrail,
  });
}
