/**
 * What a node can open once it has the root key: the internal key, for rows that are not secrets' values (access keys,
 * TLS keys, token keys), and the material of KMS keys.
 */
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import { KEY_BYTES } from './aead.ts';
import type { Plaintext, Random } from './aead.ts';
import { textContextBytes } from './encryption-context.ts';
import { openUnderFreshKey, sealUnderFreshKey } from './fresh-key.ts';
import { RootKeyRefused } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';
import { formatRootWrapped, parseRootWrapped } from './root-wrapped.ts';
import { UnreadableBlob } from './unreadable-blob.ts';

export interface KeyringRecord {
  readonly rootKeyId: string;
  readonly wrappedInternalKey: Uint8Array;
}

/** The one row of the database that the keyring is opened from. */
export interface KeyringStore {
  /**
   * Undefined only in a database that holds nothing yet: a keyring that is gone from beside other rows is damage, for
   * the store to refuse.
   */
  load(): Promise<KeyringRecord | undefined>;
  /** Stores the record unless one is stored already; resolves, once durable, to the one that is stored. */
  create(record: KeyringRecord): Promise<KeyringRecord>;
}

/**
 * A context says where a blob belongs (table, row, column), in at most 65,536 bytes; a blob opens only with the context
 * it was sealed with. Contexts are Unicode; others throw `UnencodableContext`.
 */
export interface Keyring {
  readonly rootKeyId: string;
  /** For operators, at each start: where the root key lies, and what it is worth. */
  readonly notice: string;
  /** Seals at most 262,144 bytes under the internal key; throws `RangeError` beyond. */
  sealInternal(context: string, plaintext: Plaintext): Buffer;
  /** Throws `UnreadableBlob`. */
  openInternal(context: string, blob: Uint8Array): Redacted<Buffer>;
  /** Wraps at most 8,192 bytes of key material under the root key. The caller owns and zeroes the material. */
  wrapKeyMaterial(context: string, material: Uint8Array): Promise<Buffer>;
  /** The material, which the caller owns and zeroes. Throws `UnreadableBlob`; `RootKeyRefused` if the root key is gone. */
  unwrapKeyMaterial(context: string, blob: Uint8Array): Promise<Buffer>;
}

/**
 * Opens the keyring; at the first start it makes one. Nodes that start for the first time at once end with the same.
 * Throws `RootKeyRefused`, saying what is wrong and having changed nothing in the database, when the root key is
 * missing or not the one that this database was sealed under, or when the stored keyring is damaged.
 */
export async function openKeyring(provider: RootKeyProvider, store: KeyringStore, random: Random): Promise<Keyring> {
  const record = (await store.load()) ?? (await firstStart(provider, store, random));
  await requireRootKeyOf(record, provider);
  const internalKey = await unwrapInternalKey(record, provider);
  return {
    rootKeyId: record.rootKeyId,
    notice: `root key \`${record.rootKeyId}\` lies in ${provider.description}; ${WORTH}: keep a copy of it elsewhere`,
    sealInternal(context, plaintext) {
      return sealUnderFreshKey(internalKey, 'internal-sealed', NO_IDS, textContextBytes(context), plaintext, random);
    },
    openInternal(context, blob) {
      return new Redacted(openUnderFreshKey(internalKey, 'internal-sealed', textContextBytes(context), blob));
    },
    async wrapKeyMaterial(context, material) {
      return await wrap(provider, record.rootKeyId, MATERIAL_PREFIX + context, material);
    },
    async unwrapKeyMaterial(context, blob) {
      return await unwrap(provider, record.rootKeyId, MATERIAL_PREFIX + context, blob);
    },
  };
}

const NO_IDS = new Uint8Array();
const INTERNAL_KEY_CONTEXT = 'coffer internal key';
// No context of key material equals that of the internal key, whatever follows.
const MATERIAL_PREFIX = 'coffer key material: ';
const WORTH = 'a database or a backup without its root key is nothing';

async function firstStart(provider: RootKeyProvider, store: KeyringStore, random: Random): Promise<KeyringRecord> {
  await provider.initialize?.();
  const rootKeyId = await provider.keyId();
  const internalKey = random(KEY_BYTES);
  try {
    const wrappedInternalKey = await wrap(provider, rootKeyId, INTERNAL_KEY_CONTEXT, internalKey);
    // A provider that may wrap but not unwrap must show before anything is sealed for ever.
    const again = await unwrap(provider, rootKeyId, INTERNAL_KEY_CONTEXT, wrappedInternalKey);
    again.fill(0);
    return await store.create({ rootKeyId, wrappedInternalKey });
  } finally {
    internalKey.fill(0);
  }
}

async function requireRootKeyOf({ rootKeyId }: KeyringRecord, provider: RootKeyProvider): Promise<void> {
  const given = await keyIdOf(provider, rootKeyId);
  if (given === rootKeyId) return;
  const message = `this database is sealed under root key \`${rootKeyId}\`, but ${provider.description} holds \`${given}\``;
  throw new RootKeyRefused('mismatch', `${message}; ${WORTH}: give the root key that belongs to it`);
}

async function keyIdOf(provider: RootKeyProvider, expected: string): Promise<string> {
  try {
    return await provider.keyId();
  } catch (error) {
    if (!(error instanceof RootKeyRefused) || error.reason !== 'missing') throw error;
    const message = `${error.message}, and this database is sealed under root key \`${expected}\``;
    throw new RootKeyRefused('missing', `${message}; ${WORTH}: put the root key back`, { cause: error });
  }
}

async function unwrapInternalKey(record: KeyringRecord, provider: RootKeyProvider): Promise<KeyObject> {
  try {
    const material = await unwrap(provider, record.rootKeyId, INTERNAL_KEY_CONTEXT, record.wrappedInternalKey);
    try {
      if (material.length !== KEY_BYTES) throw new UnreadableBlob('length');
      return createSecretKey(material);
    } finally {
      material.fill(0);
    }
  } catch (error) {
    if (!(error instanceof UnreadableBlob)) throw error;
    const message = `the keyring of this database is damaged: ${error.message}, though the root key is the right one`;
    throw new RootKeyRefused('damaged', `${message}; restore the database from a backup`, { cause: error });
  }
}

async function wrap(
  provider: RootKeyProvider,
  rootKeyId: string,
  context: string,
  material: Uint8Array,
): Promise<Buffer> {
  return formatRootWrapped({ rootKeyId, providerBlob: await provider.wrap(material, context) });
}

async function unwrap(
  provider: RootKeyProvider,
  rootKeyId: string,
  context: string,
  blob: Uint8Array,
): Promise<Buffer> {
  const wrapped = parseRootWrapped(blob);
  if (wrapped.rootKeyId !== rootKeyId) throw new UnreadableBlob('authentication');
  const material = await provider.unwrap(wrapped.providerBlob, context);
  return Buffer.from(material.buffer, material.byteOffset, material.byteLength);
}
