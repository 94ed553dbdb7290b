import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Random } from '../../clock.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { BackingKeyId } from '../../keys/kms-cipher.ts';
import type { Reader } from '../../storage/database.ts';
import type { BackingKeyRow } from './store.ts';
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

  /** The backing key, or undefined when there is none of this version. */
  get(reader: Reader, id: BackingKeyId): KeyObject | undefined | Promise<KeyObject | undefined> {
    return this.#open.get(nameOf(id)) ?? this.#read(reader, id);
  }

  async #read(reader: Reader, id: BackingKeyId): Promise<KeyObject | undefined> {
    const row = await findBackingKey(reader, id.keyId, id.backingVersion);
    if (row === undefined) return undefined;
    const material = await this.#keyring.unwrapKeyMaterial(materialContext(id.keyId, id.backingVersion), row.material);
    const key = createSecretKey(material);
    material.fill(0);
    if (this.#open.size >= MAX_OPEN) this.#open.clear();
    this.#open.set(nameOf(id), key);
    return key;
  }
}

/** New material for a key, under the root key. */
export async function newBackingKey(
  { keyring, random }: { readonly keyring: Keyring; readonly random: Random },
  { keyId, version, createdAt }: { readonly keyId: string; readonly version: number; readonly createdAt: number },
): Promise<BackingKeyRow> {
  const material = random(32);
  try {
    const wrapped = await keyring.wrapKeyMaterial(materialContext(keyId, version), material);
    return { key_id: keyId, version, material: wrapped, created_at: createdAt };
  } finally {
    material.fill(0);
  }
}

/** What wrapped material is bound to. */
function materialContext(keyId: string, version: number): string {
  return `kms-backing-key ${keyId} ${version}`;
}

function nameOf({ keyId, backingVersion }: BackingKeyId): string {
  return `${keyId} ${backingVersion}`;
}
