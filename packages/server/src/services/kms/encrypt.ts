import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { encrypt } from './cipher.ts';
import { existingKey, keyArn } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { accessTo, keyTrail } from './parts.ts';
import { checkSymmetricUse } from './symmetric-use.ts';

/** Encrypt: up to 4,096 bytes, bound to the encryption context. */
export function makeEncrypt({ keys, backingKeys }: KmsParts) {
  return defineRead(kms.operations.Encrypt, {
    load: (scope, { KeyId }) => keys.load(scope, KeyId),
    access: accessTo('Encrypt'),
    async handle(scope, input, loaded) {
      const key = existingKey(loaded);
      checkSymmetricUse(input);
      const plaintext = input.Plaintext.unwrap();
      const blob = await encrypt({ ...scope, backingKeys }, key.key_id, input.EncryptionContext, plaintext);
      return { CiphertextBlob: blob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', KeyId: keyArn(scope, key) } as const;
    },
    trail: keyTrail,
  });
}
