import { createHmac } from 'node:crypto';
import type { Redacted } from '../redacted.ts';
import { HmacKey } from './hmac-key.ts';
import { KnownAuthorizations } from './known-authorizations.ts';
import { TERMINATOR } from './string-to-sign.ts';

/** The key that signs for one day, region and service: four HMACs from the secret access key. */
export function signingKey(secret: Redacted<string>, date: string, region: string, service: string): HmacKey {
  const ofDay = hmac(`AWS4${secret.unwrap()}`, date);
  const ofService = hmac(hmac(ofDay, region), service);
  return new HmacKey(hmac(ofService, TERMINATOR));
}

/**
 * Derived keys, the least recently used forgotten first. Deriving costs about four times as much as checking, and most
 * requests of a day come from a few keys.
 */
export class SigningKeys implements AsyncDisposable {
  /** For `parseSignature`: who sends requests again and again signs them with one of these keys. */
  readonly authorizations = new KnownAuthorizations();
  readonly #keys = new Map<string, HmacKey>();
  readonly #capacity: number;

  /** @param capacity How many keys to keep; each takes about a thousand bytes. */
  constructor(capacity: number = DEFAULT_CAPACITY) {
    this.#capacity = Math.max(1, capacity);
  }

  /**
   * The signing key of an access key. `version` must change whenever the secret does (a rotated or recreated key), else
   * the old secret stays in force here. None of the parts but `version` may contain a slash.
   */
  derive(
    accessKeyId: string,
    version: string | number,
    secret: Redacted<string>,
    date: string,
    region: string,
    service: string,
  ): HmacKey {
    const name = `${accessKeyId}/${date}/${region}/${service}/${version}`;
    const known = this.#keys.get(name);
    if (known !== undefined) {
      // Only a cache that is about to forget needs to know what was used last.
      if (this.#keys.size > this.#capacity / 2) {
        this.#keys.delete(name);
        this.#keys.set(name, known);
      }
      return known;
    }
    const key = signingKey(secret, date, region, service);
    this.#keys.set(name, key);
    if (this.#keys.size > this.#capacity) {
      const [oldest] = this.#keys.keys();
      if (oldest !== undefined) this.#keys.delete(oldest);
    }
    return key;
  }

  /** How many keys are kept now. */
  get size(): number {
    return this.#keys.size;
  }

  /** Forgets all keys. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#keys.clear();
    return Promise.resolve();
  }
}

const DEFAULT_CAPACITY = 1000;

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
