import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Random } from '../../clock.ts';
import { KEY_BYTES } from '../../keys/aead.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { BackingKeyId } from '../../keys/kms-cipher.ts';
import type { Reader } from '../../storage/database.ts';
import type { KindOfKey } from './key-material.ts';
import type { BackingKeyRow, KeyRow } from './store.ts';
import { findBackingKey } from './store.ts';

/** How many backing keys are held open in memory. */
const MAX_OPEN = 10_000;

/**
 * The key material of KMS keys, opened when it is first used. Material never changes, so what is open stays right; it
 * lies in key objects, outside the heap of JavaScript.
 */
export class BackingKeys {
  readonly #keyring: Keyring;
  readonly #open = new Map<string, KeyObject>();

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  /** The backing key of a symmetric key, or undefined when there is none of this version. */
  get(reader: Reader, id: BackingKeyId): KeyObject | undefined | Promise<KeyObject | undefined> {
    return this.#open.get(nameOf(id)) ?? this.#read(reader, id);
  }

  /**
   * The key itself, of an asymmetric or HMAC key: the private key, or the secret of HMAC. Throws `UnreadableBlob` when what
   * is stored belongs to another kind of key.
   */
  async ofKey(reader: Reader, key: Pick<KeyRow, 'key_id' | 'backing_version' | keyof KindOfKey>): Promise<KeyObject> {
    const id = { keyId: key.key_id, backingVersion: key.backing_version };
    // What few servers need is loaded when it is needed.
    const { keyOfMaterial } = await import('./key-material.ts');
    // No name of a symmetric key's version goes on like this.
    const name = `${nameOf(id)} ${key.key_spec} ${key.key_usage}`;
    const opened =
      this.#open.get(name) ?? (await this.#openRow(reader, id, name, material => keyOfMaterial(key, material)));
    if (opened === undefined) throw new Error(`KMS key ${id.keyId} has lost its material`);
    return opened;
  }

  #read(reader: Reader, id: BackingKeyId): Promise<KeyObject | undefined> {
    return this.#openRow(reader, id, nameOf(id), material =>
      material.length === KEY_BYTES ? createSecretKey(material) : undefined,
    );
  }

  async #openRow(
    reader: Reader,
    id: BackingKeyId,
    name: string,
    read: (material: Buffer) => KeyObject | undefined,
  ): Promise<KeyObject | undefined> {
    const row = await findBackingKey(reader, id.keyId, id.backingVersion);
    if (row === undefined) return undefined;
    const material = await this.#keyring.unwrapKeyMaterial(materialContext(id.keyId, id.backingVersion), row.material);
    let key: KeyObject | undefined;
    try {
      key = read(material);
    } finally {
      material.fill(0);
    }
    if (key === undefined) return undefined;
    if (this.#open.size >= MAX_OPEN) this.#open.clear();
    this.#open.set(name, key);
    return key;
  }
}

/** Material for a key, under the root key. */
export async function newBackingKey(
  { keyring, random }: { readonly keyring: Pick<Keyring, 'wrapKeyMaterial'>; readonly random: Random },
  of: {
    readonly keyId: string;
    readonly version: number;
    readonly createdAt: number;
    /** Absent: random bytes for a symmetric key. It is zeroed. */
    readonly material?: Buffer | undefined;
    /** Absent for the first. */
    readonly rotationType?: BackingKeyRow['rotation_type'];
  },
): Promise<BackingKeyRow> {
  const { keyId, version, createdAt, rotationType = null } = of;
  const material = of.material ?? random(KEY_BYTES);
  try {
    const wrapped = await keyring.wrapKeyMaterial(materialContext(keyId, version), material);
    return { key_id: keyId, version, material: wrapped, created_at: createdAt, rotation_type: rotationType };
  } finally {
    material.fill(0);
  }
}

/** What wrapped material is bound to. */
export function materialContext(keyId: string, version: number): string {
  return `kms-backing-key ${keyId} ${version}`;
}

function nameOf({ keyId, backingVersion }: BackingKeyId): string {
  return `${keyId} ${backingVersion}`;
}
