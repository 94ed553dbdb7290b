import { Redacted } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { newDataKeyPair } from './data-key-pair.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { keyTrail } from './trail.ts';

/** GenerateDataKeyPair: a key pair that is kept nowhere, its private key in plaintext and under the key. */
export function makeGenerateDataKeyPair(parts: KmsParts) {
  return defineRead(kms.operations.GenerateDataKeyPair, {
    load: (scope, input) =>
      loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'GenerateDataKeyPair', input, loaded)),
    access: accessTo('GenerateDataKeyPair'),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      const pair = await newDataKeyPair(scope, parts, key, 'GenerateDataKeyPair', input);
      return {
        KeyId: keyArn(scope, key),
        KeyPairSpec: input.KeyPairSpec,
        PrivateKeyCiphertextBlob: pair.sealed,
        PrivateKeyPlaintext: new Redacted(pair.privateKey),
        PublicKey: pair.publicKey,
      };
    },
    trail: keyTrail,
  });
}
