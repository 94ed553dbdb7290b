import { AwsError, Redacted } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { encrypt } from './cipher.ts';
import { existingKey, keyArn } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { accessTo, keyTrail } from './parts.ts';
import { checkSymmetricUse } from './symmetric-use.ts';

/** GenerateDataKey: random bytes, in plaintext and under the key. */
export function makeGenerateDataKey({ keys, backingKeys }: KmsParts) {
  return defineRead(kms.operations.GenerateDataKey, {
    load: (scope, { KeyId }) => keys.load(scope, KeyId),
    access: accessTo('GenerateDataKey'),
    async handle(scope, input, loaded) {
      const key = existingKey(loaded);
      const dataKey = scope.random(lengthOf(input));
      checkSymmetricUse(input);
      const blob = await encrypt({ ...scope, backingKeys }, key.key_id, input.EncryptionContext, dataKey);
      return { CiphertextBlob: blob, KeyId: keyArn(scope, key), Plaintext: new Redacted(dataKey) };
    },
    trail: keyTrail,
  });
}

/** Bytes of the data key: by KeySpec or by NumberOfBytes, one of them. */
function lengthOf(input: {
  readonly KeySpec?: string | undefined;
  readonly NumberOfBytes?: number | undefined;
}): number {
  if ((input.KeySpec === undefined) === (input.NumberOfBytes === undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  return input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32);
}
