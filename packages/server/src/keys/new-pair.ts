import { generateKeyPair } from 'node:crypto';
import { CURVES } from './curves.ts';

/** Specs of key pairs, in AWS's words. */
export type PairSpec = RsaSpec | keyof typeof CURVES;
export type RsaSpec = keyof typeof MODULUS_BITS;

/** Of each RSA spec. The exponent is 65537, as in AWS. */
export const MODULUS_BITS = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 } as const;

/** A new key pair, in DER. */
export interface NewPair {
  /** PKCS #8; the owner zeroes it. */
  readonly privateKey: Buffer;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
}

/** There are too many who wait already; nothing was made. */
export class TooManyPairs extends Error {
  constructor() {
    super('too many key pairs are being made');
    this.name = 'TooManyPairs';
  }
}

export interface PairLimits {
  /** How many pairs are made at the same time. */
  readonly atOnce: number;
  /** How many may wait for their turn. */
  readonly waiting: number;
}

/**
 * Makes key pairs. A pair of RSA takes a thread of Node.js's pool for a second or more, and the same threads sync what is
 * stored: most of them stay free.
 */
export class PairMaker {
  readonly #limits: PairLimits;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: PairLimits = { atOnce: 2, waiting: 100 }) {
    this.#limits = limits;
  }

  /** @throws TooManyPairs */
  async make(spec: PairSpec): Promise<NewPair> {
    if (this.#running >= this.#limits.atOnce) await this.#turn();
    else this.#running++;
    try {
      return await generate(spec);
    } finally {
      // Whoever is next takes over this one's place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#limits.waiting) throw new TooManyPairs();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return promise;
  }
}

function generate(spec: PairSpec): Promise<NewPair> {
  const encodings = {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  } as const;
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, publicKey: Buffer, privateKey: Buffer) => {
      if (error === null) resolve({ publicKey, privateKey });
      else reject(error);
    };
    if (isRsa(spec)) generateKeyPair('rsa', { modulusLength: MODULUS_BITS[spec], ...encodings }, done);
    else generateKeyPair('ec', { namedCurve: CURVES[spec].openssl, ...encodings }, done);
  });
}

function isRsa(spec: PairSpec): spec is RsaSpec {
  return spec in MODULUS_BITS;
}
