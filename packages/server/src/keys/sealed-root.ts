/** Root keys that the database keeps itself, sealed by something outside: the part that their providers share. */
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { KEY_BYTES } from './aead.ts';
import type { Random } from './aead.ts';
import { fingerprint } from './derive.ts';
import { RootKeyRefused } from './root-key.ts';
import type { MadeRootKey, RootKeyProvider } from './root-key.ts';

/** What seals a root key: an HSM, a KMS, a program, a passphrase. */
export interface Sealer extends Pick<RootKeyProvider, 'kind' | 'description' | 'isUnattended'> {
  /**
   * Seals 32 bytes, bound to the root key's name where that is possible; the caller owns and zeroes them. Gives what
   * the database is to keep: at most 16,384 characters as JSON. Throws `RootKeyAway` or `RootKeyRefused`.
   */
  seal(material: Uint8Array, rootKeyId: string): Promise<SealedState>;
  /** The bytes again, which the caller owns and zeroes. Throws as `seal`. */
  unseal(state: SealedState, rootKeyId: string): Promise<Uint8Array>;
  /** For operators, once a key was sealed. */
  readonly notices?: readonly string[];
}

/** What the database keeps of a sealed root key: words by name, as JSON. */
export type SealedState = Readonly<Record<string, string | number>>;

/** The provider whose root keys are random, and whose sealer never sees what is under them. */
export function sealedRootKey(sealer: Sealer, random: Random): RootKeyProvider {
  async function make(): Promise<MadeRootKey> {
    const material = random(KEY_BYTES);
    try {
      const key = createSecretKey(material);
      const state = JSON.stringify(await sealer.seal(material, fingerprint(key)));
      if (state.length > MAX_STATE) throw new RangeError(`${sealer.description} sealed 32 bytes to more than 16 KiB`);
      return { key, state, notices: sealer.notices ?? [] };
    } finally {
      material.fill(0);
    }
  }
  const { kind, description, isUnattended } = sealer;
  return {
    kind,
    description,
    isUnattended,
    first: make,
    next: make,
    open: ({ rootKeyId, state }) => open(sealer, rootKeyId, state),
  };
}

const MAX_STATE = 16_384;

async function open(sealer: Sealer, rootKeyId: string, state: string | undefined): Promise<KeyObject> {
  const material = await sealer.unseal(readState(state), rootKeyId);
  try {
    if (material.length !== KEY_BYTES) throw damaged(`${sealer.description} gave ${material.length} bytes`);
    return createSecretKey(material);
  } finally {
    material.fill(0);
  }
}

function readState(text: string | undefined): SealedState {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value === 'object' && value !== null) {
      const words = Object.entries(value).filter(
        (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
      );
      return Object.fromEntries(words);
    }
  } catch {
    // Said below.
  }
  throw damaged('it is not JSON');
}

/** Key material as a text that a KMS or a program reads. A text cannot be zeroed: let it go. */
export function base64Of(material: Uint8Array): string {
  return viewOf(material).toString('base64');
}

/** The same bytes, not a copy that nobody zeroes. */
export function viewOf(material: Uint8Array): Buffer {
  return Buffer.from(material.buffer, material.byteOffset, material.byteLength);
}

/** A text of the state. Throws `RootKeyRefused` when it is not there. */
export function stateText(state: SealedState, name: string): string {
  const value = Object.hasOwn(state, name) ? state[name] : undefined;
  if (typeof value !== 'string') throw damaged(`\`${name}\` is missing`);
  return value;
}

/** A number of the state within bounds. Throws `RootKeyRefused` when it is not there. */
export function stateNumber(state: SealedState, name: string, min: number, max: number): number {
  const value = Object.hasOwn(state, name) ? state[name] : undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw damaged(`\`${name}\` is not a number from ${min} to ${max}`);
  }
  return value;
}

function damaged(why: string): RootKeyRefused {
  const message = `what the database keeps of its root key is damaged: ${why}`;
  return new RootKeyRefused('damaged', `${message}; restore the database from a backup`);
}
