/**
 * A value that must not be seen: plaintext, a key, a password. It prints as `[redacted]` wherever something prints,
 * and gives its value only to who asks for it by name. Unwrap where bytes leave (encode) or are hidden (encrypt).
 */
export class Redacted<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. Every call is a place to look at in a review. */
  unwrap(): T {
    return this.#value;
  }

  toJSON(): string {
    return REDACTED;
  }

  toString(): string {
    return REDACTED;
  }

  get [Symbol.toStringTag](): string {
    return REDACTED;
  }

  /** What `console.log` and `util.inspect` of Node.js ask for. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}

const REDACTED = '[redacted]';
