import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { claimed, decrypt, invalidCiphertext } from './cipher.ts';
import type { LoadedKey } from './keys.ts';
import { existingKey, keyArn } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { accessTo, keyTrail } from './parts.ts';
import { checkSymmetricUse } from './symmetric-use.ts';

/** Decrypt: the ciphertext says which key it is under, so that KeyId is only a check. */
export function makeDecrypt({ keys, backingKeys, openedDataKeys }: KmsParts) {
  return defineRead(kms.operations.Decrypt, {
    async load(scope, { CiphertextBlob }): Promise<LoadedKey> {
      const under = CiphertextBlob === undefined ? undefined : claimed(CiphertextBlob);
      if (under === undefined) return { key: undefined, resource: undefined, accountId: scope.accountId, absence: '' };
      return keys.loadById(scope, under.keyId);
    },
    access: accessTo('Decrypt'),
    async handle(scope, input, loaded) {
      checkSymmetricUse(input);
      if (input.CiphertextBlob === undefined || loaded.key === undefined) throw invalidCiphertext();
      const { key } = loaded;
      if (input.KeyId !== undefined && existingKey(await keys.load(scope, input.KeyId)).key_id !== key.key_id) {
        throw new AwsError(
          'IncorrectKeyException',
          'The key ID in the request does not identify a CMK that can perform this operation.',
        );
      }
      const plaintext = await decrypt(
        // What clients decrypt themselves is theirs, and of any size: only data keys of services are kept.
        { reader: scope.reader, backingKeys, openedDataKeys: scope.via === undefined ? undefined : openedDataKeys },
        input.CiphertextBlob,
        input.EncryptionContext,
      );
      return { EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', KeyId: keyArn(scope, key), Plaintext: plaintext } as const;
    },
    trail: keyTrail,
  });
}
