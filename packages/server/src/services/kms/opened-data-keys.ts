import { Redacted } from '@coffer/wire';
import type { EncryptionContext } from '../../keys/encryption-context.ts';

/** How many data keys are held open in memory; each takes about 600 bytes, 1,500 with the longest of names. */
const MAX_OPEN = 100_000;
/** Longer plaintexts are not data keys, and are not kept. */
const MAX_PLAINTEXT = 64;

/**
 * Data keys that were decrypted once, by ciphertext and encryption context. Whoever asks was authorized and is recorded
 * like everybody else; only the arithmetic is saved. Memory holds the backing keys anyway, which open all of these.
 */
export class OpenedDataKeys {
  readonly #open = new Map<string, Buffer>();
  /** Names that were made before: a row that is remembered brings the same array each time, which nobody changes. */
  readonly #names = new WeakMap<Uint8Array, NamedContext>();

  /** A copy of the plaintext, which the caller owns and may zero; undefined when it is not known. */
  get(ciphertext: Uint8Array, context: EncryptionContext): Redacted<Buffer> | undefined {
    const plaintext = this.#open.get(this.#nameOf(ciphertext, context));
    return plaintext === undefined ? undefined : new Redacted(Buffer.from(plaintext));
  }

  add(ciphertext: Uint8Array, context: EncryptionContext, plaintext: Redacted<Buffer>): void {
    const bytes = plaintext.unwrap();
    if (bytes.length > MAX_PLAINTEXT) return;
    if (this.#open.size >= MAX_OPEN) {
      const [oldest] = this.#open.keys();
      if (oldest !== undefined) {
        this.#open.get(oldest)?.fill(0);
        this.#open.delete(oldest);
      }
    }
    this.#open.set(this.#nameOf(ciphertext, context), Buffer.from(bytes));
  }

  #nameOf(ciphertext: Uint8Array, context: EncryptionContext): string {
    const known = this.#names.get(ciphertext);
    if (known !== undefined && isSameContext(known.context, context)) return known.name;
    const name = nameOf(ciphertext, context);
    this.#names.set(ciphertext, { context: { ...context }, name });
    return name;
  }
}

interface NamedContext {
  readonly context: EncryptionContext;
  readonly name: string;
}

/** The same keys in the same order with the same values: what is only ordered otherwise is named anew. */
function isSameContext(a: EncryptionContext, b: EncryptionContext): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  for (const [i, key] of keys.entries()) if (key !== others[i] || a[key] !== b[key]) return false;
  return true;
}

/**
 * INVARIANT: no two pairs of ciphertext and context share a name: lengths stand before all that may be of any length, the
 * ciphertext included, for a client may send one that ends in what looks like a piece of a context.
 */
function nameOf(ciphertext: Uint8Array, context: EncryptionContext): string {
  const bytes = Buffer.from(ciphertext.buffer, ciphertext.byteOffset, ciphertext.byteLength);
  let name = `${bytes.length}:${bytes.toString('latin1')}`;
  for (const key of Object.keys(context)) {
    const value = context[key] ?? '';
    name += `${key.length}:${key}${value.length}:${value}`;
  }
  return name;
}
