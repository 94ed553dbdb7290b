import type { Credential } from './credential.ts';

/** What an Authorization header says beside its signature. */
export interface SignedBy {
  readonly credential: Credential;
  /** Lower-case names, ascending, `host` among them. */
  readonly signedHeaders: readonly string[];
}

/**
 * Authorization headers that were read before, without their signatures: those of one client differ in nothing else all
 * day, and reading one costs more than looking it up. Nothing in here is proven or secret.
 */
export class KnownAuthorizations {
  readonly #known = new Map<string, SignedBy>();

  /** What a header says that differs from a known one in its signature only, which are its last 64 characters. */
  get(header: string): SignedBy | undefined {
    return isUsual(header) ? this.#known.get(header.slice(0, -SIGNATURE_LENGTH)) : undefined;
  }

  /** Remembers what a header that could be read says, unless it is an unusual one. */
  add(header: string, signedBy: SignedBy): void {
    if (!isUsual(header)) return;
    this.#known.set(header.slice(0, -SIGNATURE_LENGTH), signedBy);
    if (this.#known.size <= MAX_KNOWN) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
  }
}

export const SIGNATURE_LENGTH = 64;

/** Together with the length this bounds them to a few megabytes, whatever strangers send. */
const MAX_KNOWN = 1_000;
const MAX_LENGTH = 1_024;

/**
 * Whether the header ends in the parameter `Signature` with 64 hexadecimal digits. INVARIANT: two readable headers of
 * which this is true and that differ in these digits only say the same but for the signature.
 */
function isUsual(header: string): boolean {
  return header.length <= MAX_LENGTH && USUAL_END.test(header.slice(-USUAL_END_LENGTH));
}

const USUAL_END = /^[ ,]Signature=[0-9a-f]{64}$/;
const USUAL_END_LENGTH = ' Signature='.length + SIGNATURE_LENGTH;
