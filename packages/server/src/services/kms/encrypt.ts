import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { encrypt } from './cipher.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { checkSymmetricUse } from './symmetric-use.ts';
import { keyTrail } from './trail.ts';

/** Encrypt: up to 4,096 bytes, bound to the encryption context. */
export function makeEncrypt({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.Encrypt, {
    load: (scope, input) => loadKey(scope, input.KeyId, loaded => accessToKey(scope, 'Encrypt', input, loaded)),
    access: accessTo('Encrypt'),
    async handle(scope, input, loaded) {
      const key = usableKey(scope, loaded);
      checkSymmetricUse(input);
      const plaintext = input.Plaintext.unwrap();
      const blob = await encrypt({ ...scope, backingKeys }, key, input.EncryptionContext, plaintext);
      return { CiphertextBlob: blob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', KeyId: keyArn(scope, key) } as const;
    },
    trail: keyTrail,
  });
}
