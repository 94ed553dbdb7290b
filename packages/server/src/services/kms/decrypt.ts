import type { Infer } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo, accessToKey } from './access.ts';
import { decrypt, invalidCiphertext } from './cipher.ts';
import { usableKey } from './key-state.ts';
import type { LoadedKey } from './keys.ts';
import { assertNamed, keyArn, loadKey, loadKeyOfCiphertext } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { checkSymmetricUse, isAsymmetric } from './symmetric-use.ts';
import { keyTrail } from './trail.ts';

type Input = Infer<typeof kms.operations.Decrypt.input>;

/** Decrypt: a ciphertext of a symmetric key says which key it is under, so that KeyId is only a check. */
export function makeDecrypt({ backingKeys, openedDataKeys }: KmsParts) {
  return defineRead(kms.operations.Decrypt, {
    load(scope, input) {
      const ask = (loaded: LoadedKey) => accessToKey(scope, 'Decrypt', input, loaded);
      return isUnderNamed(input)
        ? loadKey(scope, input.KeyId, ask)
        : loadKeyOfCiphertext(scope, input.CiphertextBlob, ask);
    },
    access: accessTo('Decrypt'),
    async handle(scope, input, loaded) {
      if (isUnderNamed(input)) return decryptUnderNamed(scope, input, loaded);
      if (input.CiphertextBlob === undefined || loaded.key === undefined) {
        if (isAsymmetric(input.EncryptionAlgorithm)) throw (await import('./encryption.ts')).needsKeyId();
        checkSymmetricUse(input);
        throw invalidCiphertext();
      }
      await assertNamed(scope, input.KeyId, loaded.key);
      const key = usableKey(scope, loaded);
      // Ciphertexts of other keys name none: this one lies.
      if (key.key_spec !== 'SYMMETRIC_DEFAULT') throw invalidCiphertext();
      checkSymmetricUse(input);
      const plaintext = await decrypt(
        // What clients decrypt themselves is theirs, and of any size: only data keys of services are kept.
        { reader: scope.reader, backingKeys, openedDataKeys: scope.via === undefined ? undefined : openedDataKeys },
        input.CiphertextBlob,
        input.EncryptionContext,
      );
      return {
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        KeyId: loaded.resource ?? keyArn(scope, key),
        Plaintext: plaintext,
      } as const;
    },
    trail: keyTrail,
  });

  /** Under an RSA key, whose ciphertexts are RSA's own. */
  async function decryptUnderNamed(scope: Scope, input: Input, loaded: LoadedKey) {
    const { checkEncryption, decryptUnderKey } = await import('./encryption.ts');
    const key = usableKey(scope, loaded);
    const { CiphertextBlob, EncryptionContext: context, Recipient, DryRun, DryRunModifiers } = input;
    const algorithm = checkEncryption(scope, key, 'Decrypt', { algorithm: input.EncryptionAlgorithm, context });
    checkSymmetricUse({ Recipient, DryRun, DryRunModifiers });
    if (CiphertextBlob === undefined) throw invalidCiphertext();
    const parts = { reader: scope.reader, backingKeys };
    const plaintext = await decryptUnderKey(parts, key, algorithm, context, CiphertextBlob);
    return { EncryptionAlgorithm: algorithm, KeyId: keyArn(scope, key), Plaintext: plaintext };
  }
}

/** Whether the key is the one that the request names: ciphertexts of asymmetric keys do not say which it is. */
function isUnderNamed({
  KeyId,
  EncryptionAlgorithm,
}: {
  readonly KeyId?: string | undefined;
  readonly EncryptionAlgorithm?: string | undefined;
}): boolean {
  return isAsymmetric(EncryptionAlgorithm) && KeyId !== undefined;
}
