import { createPublicKey } from 'node:crypto';
import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { algorithmsOf, isPairSpec } from './key-specs.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { keyTrail } from './trail.ts';

/**
 * GetPublicKey: for who encrypts or verifies elsewhere. It is taken from the private key, so that nobody who writes to the
 * database can put another one in its place.
 */
export function makeGetPublicKey({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.GetPublicKey, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'GetPublicKey', input, loaded)),
    access: accessTo('GetPublicKey'),
    async handle(scope, _input, loaded) {
      const key = usableKey(scope, loaded);
      const { key_spec: spec, key_usage: usage } = key;
      if (!isPairSpec(spec)) {
        throw new AwsError(
          'UnsupportedOperationException',
          `${keyArn(scope, key)} key spec is ${spec} which is not valid for GetPublicKey.`,
        );
      }
      const publicKey = createPublicKey(await backingKeys.ofKey(scope.reader, key));
      const { EncryptionAlgorithms, SigningAlgorithms } = algorithmsOf(spec, usage);
      return {
        CustomerMasterKeySpec: spec,
        EncryptionAlgorithms: EncryptionAlgorithms && [...EncryptionAlgorithms],
        KeyId: keyArn(scope, key),
        KeySpec: spec,
        KeyUsage: usage,
        PublicKey: publicKey.export({ format: 'der', type: 'spki' }),
        SigningAlgorithms: SigningAlgorithms && [...SigningAlgorithms],
      };
    },
    trail: keyTrail,
  });
}
