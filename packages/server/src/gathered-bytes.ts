const NOTHING: Buffer = Buffer.alloc(0);
/** What the second piece makes room for at least. */
const MIN_CAPACITY = 4_096;

/**
 * Bytes that come in pieces from somebody who may send single ones. Only the first piece is kept as it came, because each
 * costs hundreds of bytes of its own: it takes at most twice its length, however it came. Whoever adds bounds the length.
 */
export class GatheredBytes {
  #length = 0;
  #buffer = NOTHING;

  get length(): number {
    return this.#length;
  }

  add(piece: Buffer): void {
    const length = this.#length + piece.byteLength;
    if (this.#length === 0) {
      this.#buffer = piece;
    } else {
      if (length > this.#buffer.byteLength) {
        const larger = Buffer.allocUnsafe(Math.max(MIN_CAPACITY, 2 * length));
        larger.set(this.whole());
        this.#buffer = larger;
      }
      this.#buffer.set(piece, this.#length);
    }
    this.#length = length;
  }

  /** All of it, not copied. */
  whole(): Buffer {
    return this.#length === this.#buffer.byteLength ? this.#buffer : this.#buffer.subarray(0, this.#length);
  }

  /** Lets go of the bytes; the length stays. */
  drop(): void {
    this.#buffer = NOTHING;
  }
}
