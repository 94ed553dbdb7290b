import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { makeSignature } from '../../keys/signature.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { readSigning } from './signing.ts';
import { keyTrail } from './trail.ts';

/** Sign: up to 4,096 bytes, or a digest that the client made. */
export function makeSign({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.Sign, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'Sign', input, loaded)),
    access: accessTo('Sign'),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      const { scheme, signed } = readSigning(scope, key, 'Sign', input);
      const privateKey = await backingKeys.ofKey(scope.reader, key);
      const signature = await makeSignature(privateKey, scheme, signed, scope.random);
      // A digest of zeros or of the order itself, which no message has.
      if (signature === undefined) throw new AwsError('ValidationException', 'Digest is invalid for this key.');
      return { KeyId: keyArn(scope, key), Signature: signature, SigningAlgorithm: input.SigningAlgorithm };
    },
    trail: keyTrail,
  });
}
