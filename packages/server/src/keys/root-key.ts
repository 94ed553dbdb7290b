/** The seam between Coffer and where its root key lives: a file, a variable, an HSM, another KMS. */

export interface RootKeyProvider {
  /** `file`, `env`, ... as in the configuration. */
  readonly kind: string;
  /** For operators: where the root key lies. Shown at each start; never the key. */
  readonly description: string;
  /**
   * Called only where the database holds nothing yet, before all else: makes the root key durably if there is none.
   * Two nodes may call it at once; both then find the same key. Absent where others make the key.
   */
  readonly initialize?: () => Promise<void>;
  /**
   * The public name of the root key: 1 to 255 printable ASCII characters, the same for the same key for ever, telling
   * nothing of it. Throws `RootKeyRefused` when there is no key or it must not be used.
   */
  keyId(): Promise<string>;
  /**
   * Wraps key material of at most 8,192 bytes, bound to the context; the result has at most 16,384 bytes. The caller
   * owns and zeroes the material.
   */
  wrap(material: Uint8Array, context: string): Promise<Uint8Array>;
  /**
   * Unwraps to bytes that the caller owns and zeroes. Throws `UnreadableBlob` unless this root key wrapped the blob
   * with this context.
   */
  unwrap(blob: Uint8Array, context: string): Promise<Uint8Array>;
}

export type RootKeyRefusal = 'missing' | 'unsafe' | 'malformed' | 'mismatch' | 'damaged';

/** The server must not start with this root key. The message is for operators: what is wrong, and what to do. */
export class RootKeyRefused extends Error {
  readonly reason: RootKeyRefusal;

  constructor(reason: RootKeyRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RootKeyRefused';
    this.reason = reason;
  }
}
