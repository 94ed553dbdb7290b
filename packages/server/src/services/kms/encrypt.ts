import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { checkEncryption, checkRoom, encryptUnderKey } from './encryption.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { checkSymmetricUse } from './symmetric-use.ts';
import { keyTrail } from './trail.ts';

/** Encrypt: up to 4,096 bytes, bound to the encryption context; or as many as fit, under an RSA key. */
export function makeEncrypt({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.Encrypt, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'Encrypt', input, loaded)),
    access: accessTo('Encrypt'),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      const { EncryptionContext: context, DryRun } = input;
      const algorithm = checkEncryption(scope, key, 'Encrypt', { algorithm: input.EncryptionAlgorithm, context });
      const plaintext = input.Plaintext.unwrap();
      await checkRoom(key, algorithm, plaintext);
      checkSymmetricUse({ DryRun });
      const blob = await encryptUnderKey({ ...scope, backingKeys }, key, algorithm, context, plaintext);
      return { CiphertextBlob: blob, EncryptionAlgorithm: algorithm, KeyId: keyArn(scope, key) };
    },
    trail: keyTrail,
  });
}
