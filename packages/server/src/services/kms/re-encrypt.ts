import { kms } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accessToKey } from './access.ts';
import { decrypt, encrypt, invalidCiphertext } from './cipher.ts';
import { usableKey } from './key-state.ts';
import type { LoadedKey } from './keys.ts';
import { assertNamed, keyArn, loadKey, loadKeyOfCiphertext } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { checkSymmetricUse } from './symmetric-use.ts';
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
      return { from: await loadKeyOfCiphertext(scope, input.CiphertextBlob, ask), to };
    },
    access: (scope, input, { from, to }) => [accessFrom(scope, input, from, to), accessToNew(scope, input, to, from)],
    async handle(scope, input, loaded) {
      const { CiphertextBlob, SourceKeyId, DryRun, DryRunModifiers } = input;
      if (CiphertextBlob === undefined || loaded.from.key === undefined) throw invalidCiphertext();
      await assertNamed(scope, SourceKeyId, loaded.from.key);
      const from = usableKey(scope, loaded.from);
      const to = usableKey(scope, loaded.to);
      checkSymmetricUse({ EncryptionAlgorithm: input.SourceEncryptionAlgorithm });
      checkSymmetricUse({ EncryptionAlgorithm: input.DestinationEncryptionAlgorithm, DryRun, DryRunModifiers });
      const { reader } = scope;
      const opened = await decrypt(
        { reader, backingKeys, openedDataKeys: undefined },
        CiphertextBlob,
        input.SourceEncryptionContext,
      );
      const plaintext = opened.unwrap();
      try {
        const blob = await encrypt({ ...scope, backingKeys }, to, input.DestinationEncryptionContext, plaintext);
        return {
          CiphertextBlob: blob,
          DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          KeyId: keyArn(scope, to),
          SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          SourceKeyId: keyArn(scope, from),
        } as const;
      } finally {
        plaintext.fill(0);
      }
    },
    trail: {
      resources: ({ from, to }) => keyResources(from.key && from.resource, to.key && to.resource),
    },
  });
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
