/**
 * What a node can open once it has had the root key: the internal key, for rows that are not secrets' values (access
 * keys, TLS keys, token keys) and for the material of KMS keys. The root key wraps the internal key and nothing else,
 * so it leaves the memory as soon as that is open, and another one takes its place by changing one row.
 */
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import { KEY_BYTES } from './aead.ts';
import type { Plaintext, Random } from './aead.ts';
import { HEADER_BYTES, ROOT_WRAPPED_CODE } from './blob.ts';
import { fingerprint } from './derive.ts';
import { textContextBytes } from './encryption-context.ts';
import { openUnderFreshKey, sealUnderFreshKey } from './fresh-key.ts';
import { unwrapUnderRoot, wrapUnderRoot } from './local-root.ts';
import { RootKeyRefused } from './root-key.ts';
import type { MadeRootKey, RootKeyProvider } from './root-key.ts';
import { UnreadableBlob } from './unreadable-blob.ts';

export interface KeyringRecord {
  readonly rootKeyId: string;
  readonly wrappedInternalKey: Uint8Array;
  /** The kind of provider that holds the root key; undefined: `file` or `env`, of a database of the first release. */
  readonly provider?: string | undefined;
  /** See `StoredRootKey.state`. */
  readonly state?: string | undefined;
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
  /** Of the root key that the keyring was opened with; a rotation since has changed the row, not this. */
  readonly rootKeyId: string;
  /** For operators, at each start: where the root key lies, and what it is worth. */
  readonly notice: string;
  /** Seals at most 262,144 bytes under the internal key; throws `RangeError` beyond. */
  sealInternal(context: string, plaintext: Plaintext): Buffer;
  /** Throws `UnreadableBlob`. */
  openInternal(context: string, blob: Uint8Array): Redacted<Buffer>;
  /** Wraps at most 8,192 bytes of a KMS key's material. The caller owns and zeroes the material. */
  wrapKeyMaterial(context: string, material: Uint8Array): Promise<Buffer>;
  /** The material, which the caller owns and zeroes. Throws `UnreadableBlob`. */
  unwrapKeyMaterial(context: string, blob: Uint8Array): Promise<Buffer>;
  /** The internal key under another root key: what `KeyringRecord.wrappedInternalKey` is to become. */
  wrapInternalKeyUnder(rootKey: KeyObject): Buffer;
  /**
   * Drops the root key. Until then `unwrapKeyMaterial` also opens what the first release wrapped under the root key
   * itself, so that it can be wrapped anew.
   */
  forgetRootKey(): void;
}

/**
 * Opens the keyring; at the first start it makes one. Nodes that start for the first time at once end with the same.
 * Throws `RootKeyRefused`, saying what is wrong and having changed nothing in the database, when the root key is
 * missing or not the one that this database was sealed under, or when the stored keyring is damaged; `RootKeyAway` and
 * `RootKeySealed` when another attempt may succeed.
 */
export async function openKeyring(provider: RootKeyProvider, store: KeyringStore, random: Random): Promise<Keyring> {
  const stored = await store.load();
  const first = stored === undefined ? await firstStart(provider, store, random) : undefined;
  const record = stored ?? first?.record;
  if (record === undefined) throw new RootKeyRefused('damaged', 'the keyring was not stored');
  checkProvider(record, provider);
  const rootKey = first?.made?.key ?? (await openRootKey(record, provider));
  const internalKey = unwrapInternalKey(record, rootKey);
  await provider.settle?.({ rootKeyId: record.rootKeyId, state: record.state });
  const notice = [...(first?.made?.notices ?? []), noticeOf(record, provider)].join('; ');
  return keyringOf(internalKey, rootKey, notice, random);
}

/**
 * Opens a record's internal key with its provider and lets it go again: whether a start would succeed now. Throws as
 * `openKeyring`.
 */
export async function tryRecord(record: KeyringRecord, provider: RootKeyProvider): Promise<void> {
  checkProvider(record, provider);
  unwrapInternalKey(record, await openRootKey(record, provider));
}

const NO_IDS = new Uint8Array();
const INTERNAL_KEY_CONTEXT = 'coffer internal key';
// What the first release put in front of the context of key material, when the root key itself wrapped it.
const OLD_MATERIAL_PREFIX = 'coffer key material: ';
const WORTH = 'a database or a backup without its root key is nothing';

function keyringOf(internalKey: KeyObject, opened: KeyObject, notice: string, random: Random): Keyring {
  let rootKey: KeyObject | undefined = opened;
  return {
    rootKeyId: fingerprint(opened),
    notice,
    sealInternal(context, plaintext) {
      return sealUnderFreshKey(internalKey, 'internal-sealed', NO_IDS, textContextBytes(context), plaintext, random);
    },
    openInternal(context, blob) {
      return new Redacted(openUnderFreshKey(internalKey, 'internal-sealed', textContextBytes(context), blob));
    },
    async wrapKeyMaterial(context, material) {
      return sealUnderFreshKey(internalKey, 'key-material', NO_IDS, textContextBytes(context), material, random);
    },
    async unwrapKeyMaterial(context, blob) {
      if (blob[HEADER_BYTES - 1] !== ROOT_WRAPPED_CODE || rootKey === undefined) {
        return openUnderFreshKey(internalKey, 'key-material', textContextBytes(context), blob);
      }
      return unwrapUnderRoot(rootKey, OLD_MATERIAL_PREFIX + context, blob);
    },
    wrapInternalKeyUnder(other) {
      return wrapInternal(internalKey, other, random);
    },
    forgetRootKey() {
      rootKey = undefined;
    },
  };
}

function noticeOf({ rootKeyId }: KeyringRecord, { description }: RootKeyProvider): string {
  return `root key \`${rootKeyId}\` lies in ${description}; ${WORTH}: keep a copy of it elsewhere`;
}

async function firstStart(
  provider: RootKeyProvider,
  store: KeyringStore,
  random: Random,
): Promise<{ readonly record: KeyringRecord; readonly made: MadeRootKey | undefined }> {
  const made = await provider.first();
  const internalKey = random(KEY_BYTES);
  try {
    const ours = recordOf(provider, made, wrapInternal(createSecretKey(internalKey), made.key, random));
    // A provider that seals but does not open must show before anything is sealed for ever.
    await openRootKeyAgain(provider, ours, made);
    const record = await store.create(ours);
    if (record.rootKeyId === ours.rootKeyId) return { record, made };
    await made.discard?.();
    return { record, made: undefined };
  } finally {
    internalKey.fill(0);
  }
}

/** The record of a root key that its provider has made. */
export function recordOf(
  { kind }: RootKeyProvider,
  { key, state }: MadeRootKey,
  wrappedInternalKey: Uint8Array,
): KeyringRecord {
  return { rootKeyId: fingerprint(key), wrappedInternalKey, provider: kind, state };
}

/** Where people must be asked, they would be asked twice. */
async function openRootKeyAgain(provider: RootKeyProvider, record: KeyringRecord, made: MadeRootKey): Promise<void> {
  if (!provider.isUnattended) return;
  const again = await provider.open({ rootKeyId: record.rootKeyId, state: record.state });
  if (!again.equals(made.key)) throw new RootKeyRefused('damaged', `${provider.description} gives another key back`);
}

function wrapInternal(internalKey: KeyObject, rootKey: KeyObject, random: Random): Buffer {
  const material = internalKey.export();
  try {
    return wrapUnderRoot(rootKey, INTERNAL_KEY_CONTEXT, material, random);
  } finally {
    material.fill(0);
  }
}

/** A database whose root key has moved says so, rather than that a key is missing. */
function checkProvider({ provider: kind = 'file', state, rootKeyId }: KeyringRecord, provider: RootKeyProvider): void {
  // A file and a variable hold the same 32 bytes: the key may go from one to the other by hand.
  const isBare = state === undefined && (provider.kind === 'file' || provider.kind === 'env');
  if (kind === provider.kind || isBare) return;
  const message = `the root key \`${rootKeyId}\` of this database is kept by \`${kind}\`, not by ${provider.description}`;
  throw new RootKeyRefused('mismatch', `${message}: start the server with \`--root-key ${kind}\``);
}

async function openRootKey(record: KeyringRecord, provider: RootKeyProvider): Promise<KeyObject> {
  const { rootKeyId, state } = record;
  const key = await refusalsNaming(rootKeyId, () => provider.open({ rootKeyId, state }));
  const given = fingerprint(key);
  if (given === rootKeyId) return key;
  const message = `this database is sealed under root key \`${rootKeyId}\`, but ${provider.description} holds \`${given}\``;
  throw new RootKeyRefused('mismatch', `${message}; ${WORTH}: give the root key that belongs to it`);
}

async function refusalsNaming<T>(expected: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof RootKeyRefused) || error.reason !== 'missing') throw error;
    const message = `${error.message}, and this database is sealed under root key \`${expected}\``;
    throw new RootKeyRefused('missing', `${message}; ${WORTH}: put the root key back`, { cause: error });
  }
}

function unwrapInternalKey(record: KeyringRecord, rootKey: KeyObject): KeyObject {
  try {
    const material = unwrapUnderRoot(rootKey, INTERNAL_KEY_CONTEXT, record.wrappedInternalKey);
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
