/** The shares that people have given of a sealed root key, until enough of them open it. */
import { createSecretKey, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { fingerprint } from './derive.ts';

/** What became of a share. */
export type ShareOutcome =
  | { readonly kind: 'more'; readonly given: number }
  | { readonly kind: 'known'; readonly given: number }
  /** The shares do not belong together, or not to this root key: all are forgotten. Which one is wrong is not known. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'open'; readonly rootKey: KeyObject };

/** How long a share is kept that no other joins, in milliseconds: people unseal a server together. */
export const SHARES_KEPT_MS = 15 * 60_000;

/** Collects shares; disposing of it zeroes them. */
export class CollectedShares implements Disposable {
  readonly #rootKeyId: string;
  readonly #threshold: number;
  readonly #now: () => number;
  #shares: Uint8Array[] = [];
  #lastAt = 0;

  /** @param now milliseconds since 1970 */
  constructor(rootKeyId: string, threshold: number, now: () => number) {
    this.#rootKeyId = rootKeyId;
    this.#threshold = threshold;
    this.#now = now;
  }

  /** How many shares are there now. */
  get given(): number {
    if (this.#now() - this.#lastAt > SHARES_KEPT_MS) this.#forget();
    return this.#shares.length;
  }

  /** Takes over a share that `parseShare` has read. Call it again only when the promise has settled. */
  async add(share: Buffer): Promise<ShareOutcome> {
    const { given } = this;
    this.#lastAt = this.#now();
    if (this.#shares.some(each => timingSafeEqual(each, share))) {
      share.fill(0);
      return { kind: 'known', given };
    }
    // The library takes no Buffer.
    this.#shares.push(Uint8Array.from(share));
    share.fill(0);
    if (this.#shares.length < this.#threshold) return { kind: 'more', given: this.#shares.length };
    const rootKey = await this.#combine();
    this.#forget();
    return rootKey === undefined ? { kind: 'wrong' } : { kind: 'open', rootKey };
  }

  [Symbol.dispose](): void {
    this.#forget();
  }

  async #combine(): Promise<KeyObject | undefined> {
    const { combine } = await import('shamir-secret-sharing');
    let material: Uint8Array;
    try {
      material = await combine(this.#shares);
    } catch {
      // Two of them have one coordinate: they are of two root keys.
      return undefined;
    }
    const key = createSecretKey(material);
    material.fill(0);
    return fingerprint(key) === this.#rootKeyId ? key : undefined;
  }

  #forget(): void {
    for (const share of this.#shares) share.fill(0);
    this.#shares = [];
  }
}
