import { kms } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accessToKey } from './access.ts';
import { invalidCiphertext } from './cipher.ts';
import { checkEncryption, checkRoom, decryptUnderKey, encryptUnderKey, needsKeyId } from './encryption.ts';
import { usableKey } from './key-state.ts';
import type { LoadedKey } from './keys.ts';
import { assertNamed, keyArn, loadKey, loadKeyOfCiphertext } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { checkSymmetricUse, isAsymmetric } from './symmetric-use.ts';
import { keyResources } from './trail.ts';

interface Members {
  readonly SourceKeyId?: string | undefined;
  readonly SourceEncryptionContext?: Readonly<Record<string, string>> | undefined;
  readonly SourceEncryptionAlgorithm?: string | undefined;
  readonly DestinationKeyId?: string | undefined;
  readonly DestinationEncryptionContext?: Readonly<Record<string, string>> | undefined;
  readonly DestinationEncryptionAlgorithm?: string | undefined;
}

/** ReEncrypt: from one key to another, or to another context, without showing the plaintext. */
export function makeReEncrypt({ backingKeys }: KmsParts) {
  return defineRead(kms.operations.ReEncrypt, {
    async load(scope, input) {
      const to = await loadKey(scope, input.DestinationKeyId, loaded => accessToNew(scope, input, loaded));
      const ask = (loaded: LoadedKey) => accessFrom(scope, input, loaded, to);
      const from = isUnderNamed(input)
        ? await loadKey(scope, input.SourceKeyId, ask)
        : await loadKeyOfCiphertext(scope, input.CiphertextBlob, ask);
      return { from, to };
    },
    access: (scope, input, { from, to }) => [accessFrom(scope, input, from, to), accessToNew(scope, input, to, from)],
    async handle(scope, input, loaded) {
      const { CiphertextBlob, SourceKeyId, DryRun, DryRunModifiers } = input;
      const isNamed = isUnderNamed(input);
      if (CiphertextBlob === undefined) throw invalidCiphertext();
      if (loaded.from.key === undefined && !isNamed) {
        throw isAsymmetric(input.SourceEncryptionAlgorithm) ? needsKeyId() : invalidCiphertext();
      }
      if (loaded.from.key !== undefined && !isNamed) await assertNamed(scope, SourceKeyId, loaded.from.key);
      const from = usableKey(scope, loaded.from);
      const to = usableKey(scope, loaded.to);
      // Ciphertexts of other keys name none: this one lies.
      if (!isNamed && from.key_spec !== 'SYMMETRIC_DEFAULT') throw invalidCiphertext();
      const source = { algorithm: input.SourceEncryptionAlgorithm, context: input.SourceEncryptionContext };
      const destination = {
        algorithm: input.DestinationEncryptionAlgorithm,
        context: input.DestinationEncryptionContext,
      };
      const oldAlgorithm = checkEncryption(scope, from, 'ReEncrypt', source);
      const newAlgorithm = checkEncryption(scope, to, 'ReEncrypt', destination);
      checkSymmetricUse({ DryRun, DryRunModifiers });
      const parts = { reader: scope.reader, random: scope.random, backingKeys };
      const opened = await decryptUnderKey(parts, from, oldAlgorithm, source.context, CiphertextBlob);
      const plaintext = opened.unwrap();
      try {
        await checkRoom(to, newAlgorithm, plaintext);
        return {
          CiphertextBlob: await encryptUnderKey(parts, to, newAlgorithm, destination.context, plaintext),
          DestinationEncryptionAlgorithm: newAlgorithm,
          KeyId: keyArn(scope, to),
          SourceEncryptionAlgorithm: oldAlgorithm,
          SourceKeyId: keyArn(scope, from),
        };
      } finally {
        plaintext.fill(0);
      }
    },
    trail: {
      resources: ({ from, to }) => keyResources(from.key && from.resource, to.key && to.resource),
    },
  });
}

/** Whether the source is the key that the request names: ciphertexts of asymmetric keys do not say which it is. */
function isUnderNamed({ SourceKeyId, SourceEncryptionAlgorithm }: Members): boolean {
  return isAsymmetric(SourceEncryptionAlgorithm) && SourceKeyId !== undefined;
}

function accessFrom(scope: Scope, input: Members, from: LoadedKey, to: LoadedKey) {
  const members = {
    KeyId: input.SourceKeyId,
    EncryptionContext: input.SourceEncryptionContext,
    EncryptionAlgorithm: input.SourceEncryptionAlgorithm,
    isOnSameKey: isOnSameKey(from, to),
  };
  return accessToKey(scope, 'ReEncryptFrom', members, from);
}

/** Before the source is known the keys are not the same. */
function accessToNew(scope: Scope, input: Members, to: LoadedKey, from?: LoadedKey) {
  const members = {
    KeyId: input.DestinationKeyId,
    EncryptionContext: input.DestinationEncryptionContext,
    EncryptionAlgorithm: input.DestinationEncryptionAlgorithm,
    isOnSameKey: isOnSameKey(from, to),
  };
  return accessToKey(scope, 'ReEncryptTo', members, to);
}

function isOnSameKey(from: LoadedKey | undefined, { key: to }: LoadedKey): boolean {
  return to !== undefined && from?.key?.key_id === to.key_id;
}
