/** Who can open a backup: its data key, 32 random bytes, under the root key, for age recipients, or under a passphrase. */
import { argon2, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Redacted } from '@coffer/wire';
import type { Random } from '../clock.ts';
import { KEY_BYTES, open, seal } from '../keys/aead.ts';
import { openKeyring } from '../keys/keyring.ts';
import type { Keyring, KeyringRecord } from '../keys/keyring.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import { UnreadableBlob } from '../keys/unreadable-blob.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { Argon2Cost, KeyringText, Protection } from './header.ts';

/** What a backup is to be protected by. */
export type Lock =
  | { readonly kind: 'root-key'; readonly keyring: Pick<Keyring, 'sealInternal'>; readonly record: KeyringRecord }
  /** Each `age1...`; whoever has the identity of one of them opens it. */
  | { readonly kind: 'age'; readonly recipients: readonly string[] }
  | { readonly kind: 'passphrase'; readonly passphrase: Redacted<Buffer> };

/** What somebody brings to open a backup. */
export interface Unlock {
  /** For backups under a root key. */
  readonly provider?: RootKeyProvider | undefined;
  /** Texts with `AGE-SECRET-KEY-1...` in them; other lines are comments. */
  readonly identities?: Redacted<string> | undefined;
  readonly passphrase?: Redacted<Buffer> | undefined;
}

/** Seals a data key. Throws `OperatorError` for a recipient that is none. */
export async function protect(lock: Lock, dataKey: Uint8Array, random: Random): Promise<Protection> {
  switch (lock.kind) {
    case 'root-key':
      return {
        kind: 'root-key',
        keyring: keyringText(lock.record),
        dataKey: base64(lock.keyring.sealInternal(CONTEXT, dataKey)),
      };
    case 'age':
      return { kind: 'age', dataKey: base64(await encryptForAge(lock.recipients, dataKey)) };
    case 'passphrase': {
      const salt = random(SALT_BYTES);
      const key = await derive(lock.passphrase, salt, COST);
      try {
        const sealed = seal(key, Buffer.from(CONTEXT), dataKey, random);
        return { kind: 'passphrase', argon2id: { ...COST, salt: base64(salt) }, dataKey: base64(sealed) };
      } finally {
        key.fill(0);
      }
    }
  }
}

/**
 * The data key of a backup. Of one under a root key also the keyring that its rows are sealed with.
 *
 * @throws OperatorError when nothing that was brought opens it; RootKeyRefused, RootKeyAway, RootKeySealed
 */
export async function unprotect(
  protection: Protection,
  unlock: Unlock,
  random: Random,
): Promise<{ readonly dataKey: KeyObject; readonly keyring: Keyring | undefined }> {
  switch (protection.kind) {
    case 'root-key': {
      if (unlock.provider === undefined) throw new OperatorError('the backup is under a root key, and none was given');
      const keyring = await openKeyring(unlock.provider, storeOf(keyringRecord(protection.keyring)), random);
      const dataKey = openedOr('the header of the backup was changed', () =>
        keyring.openInternal(CONTEXT, bytesOf(protection.dataKey)).unwrap(),
      );
      return { dataKey: asKey(dataKey), keyring };
    }
    case 'age':
      return {
        dataKey: asKey(await decryptWithAge(unlock.identities, bytesOf(protection.dataKey))),
        keyring: undefined,
      };
    case 'passphrase': {
      if (unlock.passphrase === undefined) throw new OperatorError('the backup is under a passphrase: give it');
      const { salt, ...cost } = protection.argon2id;
      checkCost(cost);
      const key = await derive(unlock.passphrase, bytesOf(salt), cost);
      try {
        const dataKey = openedOr('this is not the passphrase of the backup', () =>
          open(key, Buffer.from(CONTEXT), bytesOf(protection.dataKey)),
        );
        return { dataKey: asKey(dataKey), keyring: undefined };
      } finally {
        key.fill(0);
      }
    }
  }
}

/** The one record of a keyring that is in no database yet. */
export function storeOf(record: KeyringRecord): {
  readonly load: () => Promise<KeyringRecord>;
  readonly create: () => Promise<KeyringRecord>;
} {
  return { load: async () => record, create: async () => record };
}

/** A data key, a backup file: each is bound to this. */
const CONTEXT = 'coffer backup data key';

/** RFC 9106, the second recommended set: 64 MiB, three passes, four lanes. */
const COST: Argon2Cost = { memoryKib: 65_536, passes: 3, lanes: 4 };
/** The header is not authentic before the key is derived: whoever wrote it must not choose how long that takes. */
const MAX_COST: Argon2Cost = { memoryKib: 1_048_576, passes: 16, lanes: 16 };
const SALT_BYTES = 16;

const hash = promisify(argon2);

function checkCost(cost: Argon2Cost): void {
  const isSane =
    cost.memoryKib <= MAX_COST.memoryKib &&
    cost.passes >= 1 &&
    cost.passes <= MAX_COST.passes &&
    cost.lanes >= 1 &&
    cost.lanes <= MAX_COST.lanes &&
    cost.memoryKib >= 8 * cost.lanes;
  if (!isSane)
    throw new OperatorError('the backup asks for a passphrase in a way that Coffer never does: it was changed');
}

function derive(passphrase: Redacted<Buffer>, salt: Buffer, { memoryKib, passes, lanes }: Argon2Cost): Promise<Buffer> {
  return hash('argon2id', {
    message: passphrase.unwrap(),
    nonce: salt,
    parallelism: lanes,
    tagLength: KEY_BYTES,
    memory: memoryKib,
    passes,
  });
}

async function encryptForAge(recipients: readonly string[], dataKey: Uint8Array): Promise<Uint8Array> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (error) {
      throw new OperatorError(`\`${recipient.slice(0, 100)}\` is no age recipient; one begins with age1`, {
        cause: error,
      });
    }
  }
  return encrypter.encrypt(dataKey);
}

async function decryptWithAge(identities: Redacted<string> | undefined, sealed: Uint8Array): Promise<Uint8Array> {
  if (identities === undefined) throw new OperatorError('the backup is for age recipients: give an identity file');
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  const lines = identities
    .unwrap()
    .split('\n')
    .map(line => line.trim());
  for (const line of lines.filter(each => each !== '' && !each.startsWith('#'))) {
    try {
      decrypter.addIdentity(line);
    } catch {
      // Not repeated, and without its cause: it may be an identity with a letter missing.
      throw new OperatorError('the identity file has a line that is no age identity (AGE-SECRET-KEY-1...)');
    }
  }
  try {
    return await decrypter.decrypt(sealed);
  } catch (error) {
    throw new OperatorError('no identity of the file opens the backup, or its header was changed', { cause: error });
  }
}

function openedOr(sentence: string, read: () => Buffer): Buffer {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableBlob) throw new OperatorError(sentence, { cause: error });
    throw error;
  }
}

/** Outside of JavaScript's heap; the bytes are zeroed. */
function asKey(bytes: Uint8Array): KeyObject {
  try {
    if (bytes.length !== KEY_BYTES)
      throw new OperatorError('the data key of the backup has another length than 32 bytes');
    return createSecretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

function keyringText({ rootKeyId, wrappedInternalKey, provider, state }: KeyringRecord): KeyringText {
  return { rootKeyId, wrappedInternalKey: base64(wrappedInternalKey), provider, state };
}

/** Of a header: the record as the keyring takes it. */
export function keyringRecord({ rootKeyId, wrappedInternalKey, provider, state }: KeyringText): KeyringRecord {
  return { rootKeyId, wrappedInternalKey: bytesOf(wrappedInternalKey), provider, state };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
