import type { Row } from './database.ts';

/** What the remembered rows of a database take at most, in bytes as estimated; part of it on JavaScript's heap. */
export const MAX_CACHE_BYTES = 128 * 1024 * 1024;
/** What an entry takes beside its texts and blobs: the maps' slots and the row's own fields. */
const ENTRY_BYTES = 600;

/**
 * A row as it is remembered. `node:sqlite` gives objects that are hash tables inside, because they have no prototype;
 * members of this one lie where the code that reads them knows. It has no other members, inherited ones included.
 */
export function rememberable(row: Row): Row {
  return { __proto__: NOTHING, ...row };
}

/** `never`: in a literal this sets the prototype, and is no member of a row's type. */
const NOTHING: never = Object.freeze(Object.create(null)) as never;

/** Rows by name, the least recently used forgotten first. */
export class RowCache {
  readonly #rows = new Map<string, { readonly row: Row; readonly bytes: number }>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes = MAX_CACHE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** What the rows take, in bytes as estimated. */
  get bytes(): number {
    return this.#bytes;
  }

  get(name: string): Row | undefined {
    const entry = this.#rows.get(name);
    if (entry === undefined) return undefined;
    // Only a cache that is about to forget needs to know what was used last.
    if (this.#bytes > this.#maxBytes / 2) {
      this.#rows.delete(name);
      this.#rows.set(name, entry);
    }
    return entry.row;
  }

  set(name: string, row: Row): void {
    this.forget(name);
    const bytes = sizeOf(name, row);
    this.#rows.set(name, { row, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#rows.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.forget(oldest);
    }
  }

  forget(name: string): void {
    const entry = this.#rows.get(name);
    if (entry === undefined) return;
    this.#rows.delete(name);
    this.#bytes -= entry.bytes;
  }
}

function sizeOf(name: string, row: Row): number {
  let bytes = ENTRY_BYTES + name.length;
  for (const value of Object.values(row)) {
    if (typeof value === 'string') bytes += value.length;
    else if (value instanceof Uint8Array) bytes += value.byteLength;
  }
  return bytes;
}
