import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { isSignature } from '../../keys/signature.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { readSigning } from './signing.ts';
import { keyTrail } from './trail.ts';

/** Verify: a signature that is not one is an error, as in AWS, not an answer. */
export function makeVerify({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.Verify, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'Verify', input, loaded)),
    access: accessTo('Verify'),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      const { scheme, signed } = readSigning(scope, key, 'Verify', input);
      const privateKey = await backingKeys.ofKey(scope.reader, key);
      if (!isSignature(privateKey, scheme, signed, input.Signature)) {
        // AWS sends no message with it.
        throw new AwsError('KMSInvalidSignatureException', '');
      }
      return { KeyId: keyArn(scope, key), SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
    },
    trail: keyTrail,
  });
}
