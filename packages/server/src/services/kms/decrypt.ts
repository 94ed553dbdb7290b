import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { decrypt, invalidCiphertext } from './cipher.ts';
import { usableKey } from './key-state.ts';
import { assertNamed, keyArn, loadKeyOfCiphertext } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { checkSymmetricUse } from './symmetric-use.ts';
import { keyTrail } from './trail.ts';

/** Decrypt: the ciphertext says which key it is under, so that KeyId is only a check. */
export function makeDecrypt({ backingKeys, openedDataKeys }: KmsParts) {
  return defineRead(kms.operations.Decrypt, {
    load: (scope, input) =>
      loadKeyOfCiphertext(scope, input.CiphertextBlob, loaded => accessToKey(scope, 'Decrypt', input, loaded)),
    access: accessTo('Decrypt'),
    async handle(scope, input, loaded) {
      if (input.CiphertextBlob === undefined || loaded.key === undefined) {
        checkSymmetricUse(input);
        throw invalidCiphertext();
      }
      await assertNamed(scope, input.KeyId, loaded.key);
      const key = usableKey(scope, loaded);
      checkSymmetricUse(input);
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
