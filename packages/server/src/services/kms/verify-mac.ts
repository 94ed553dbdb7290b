import { timingSafeEqual } from 'node:crypto';
import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadKey } from './keys.ts';
import { macOf } from './mac.ts';
import type { KmsParts } from './parts.ts';
import { keyTrail } from './trail.ts';

/** VerifyMac: a MAC that is not the message's is an error, as in AWS, not an answer. */
export function makeVerifyMac({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.VerifyMac, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'VerifyMac', input, loaded)),
    access: accessTo('VerifyMac'),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      const mac = await macOf(scope, backingKeys, key, 'VerifyMac', input);
      // A part of a MAC is none: the length is no secret, the bytes are compared in constant time.
      if (input.Mac.length !== mac.length || !timingSafeEqual(input.Mac, mac)) {
        // AWS sends no message with it.
        throw new AwsError('KMSInvalidMacException', '');
      }
      return { KeyId: keyArn(scope, key), MacAlgorithm: input.MacAlgorithm, MacValid: true };
    },
    trail: keyTrail,
  });
}
