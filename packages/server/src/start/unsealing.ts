/** Takes the shares of a sealed root key: one after another, so many a minute, each leaving a record. */
import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { findFirstAccount } from '../accounts/account-store.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock } from '../clock.ts';
import { CollectedShares } from '../keys/collected-shares.ts';
import { MAX_SHARE_TEXT_BYTES, parseShare } from '../keys/shamir-share.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { operatorFact } from './operator-fact.ts';

export interface UnsealingParts {
  readonly database: Database;
  readonly audit: Pick<AuditTrail, 'insert'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** An answer to who brought a share. */
export interface UnsealAnswer {
  readonly status: number;
  readonly answer: { readonly message: string; readonly given?: number; readonly threshold?: number };
}

/** Attempts in a minute, from one address and from all: shares have 256 bits, so this is about the trail, not guessing. */
const MAX_FROM_ONE = 10;
const MAX_FROM_ALL = 60;
const MINUTE_MS = 60_000;

/** Disposing of it forgets the shares. */
export class Unsealing implements Disposable {
  readonly #parts: UnsealingParts;
  readonly #regions: readonly string[];
  readonly #rootKeyId: string;
  readonly #threshold: number;
  readonly #shares: CollectedShares;
  readonly #opened = Promise.withResolvers<KeyObject>();
  readonly #attempts = new Map<string, number>();
  #minute = 0;
  #all = 0;
  #refused = 0;
  #last: Promise<unknown> = Promise.resolve();
  #isOpen = false;

  constructor(
    parts: UnsealingParts,
    { regions }: Pick<ServerOptions, 'regions'>,
    rootKeyId: string,
    threshold: number,
  ) {
    this.#parts = parts;
    this.#regions = regions;
    this.#rootKeyId = rootKeyId;
    this.#threshold = threshold;
    this.#shares = new CollectedShares(rootKeyId, threshold, () => parts.clock.now());
    parts.metrics.gauge('coffer_unseal_refused', 'Shares that were refused since the start', () => this.#refused);
  }

  /** Resolves to the root key when enough shares have opened it. */
  get opened(): Promise<KeyObject> {
    return this.#opened.promise;
  }

  /** How many shares are there, and how many are needed. */
  progress(): { readonly given: number; readonly threshold: number } {
    return { given: this.#shares.given, threshold: this.#threshold };
  }

  /** Takes a share as text. Never rejects for what somebody gave; rejects when its record cannot be stored. */
  async give(body: Uint8Array, address: string): Promise<UnsealAnswer> {
    if (!this.#mayTry(address)) {
      this.#refused += 1;
      return { status: 429, answer: { message: 'too many shares were given: wait a minute' } };
    }
    const share = body.length > MAX_SHARE_TEXT_BYTES ? undefined : parseShare(Buffer.from(body).toString('utf8'));
    if (share === undefined) {
      await this.#record(address, 'malformed');
      this.#refused += 1;
      return { status: 400, answer: { message: 'this is no share, or it was mistyped' } };
    }
    const turn = this.#last.then(() => this.#add(share, address));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  [Symbol.dispose](): void {
    this.#shares[Symbol.dispose]();
  }

  async #add(share: Buffer, address: string): Promise<UnsealAnswer> {
    const threshold = this.#threshold;
    if (this.#isOpen) {
      share.fill(0);
      return { status: 200, answer: { message: 'the root key is open', given: threshold, threshold } };
    }
    const outcome = await this.#shares.add(share);
    // No record, no unsealing: who opened a server must be found in its trail.
    await this.#record(address, outcome.kind);
    switch (outcome.kind) {
      case 'wrong':
        this.#refused += 1;
        return {
          status: 403,
          answer: {
            message: 'these shares do not open the root key; all of them are forgotten: give them again',
            given: 0,
            threshold,
          },
        };
      case 'open':
        this.#isOpen = true;
        this.#opened.resolve(outcome.rootKey);
        return { status: 200, answer: { message: 'the root key is open', given: threshold, threshold } };
      case 'known':
        return { status: 200, answer: { message: 'this share was given before', given: outcome.given, threshold } };
      case 'more':
        return { status: 200, answer: { message: 'the share was taken', given: outcome.given, threshold } };
    }
  }

  #mayTry(address: string): boolean {
    const minute = Math.floor(this.#parts.clock.now() / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#all = 0;
      this.#attempts.clear();
    }
    const own = this.#attempts.get(address) ?? 0;
    if (own >= MAX_FROM_ONE || this.#all >= MAX_FROM_ALL) return false;
    this.#attempts.set(address, own + 1);
    this.#all += 1;
    return true;
  }

  async #record(address: string, outcome: string): Promise<void> {
    const { database, audit, clock, log } = this.#parts;
    log.warn({ address, outcome }, 'a share of the root key was given');
    const account = await database.read(findFirstAccount);
    // A first start that was killed between its keys and its account: the log alone knows.
    if (account === undefined) return;
    const fact = operatorFact(randomBytes, {
      at: clock.now(),
      service: 'kms',
      name: 'UnsealRootKey',
      region: this.#regions[0] ?? '',
      accountId: account.account_id,
      additional: { rootKeyId: this.#rootKeyId, sourceIPAddress: address, outcome, threshold: this.#threshold },
    });
    await database.write(writer => audit.insert(writer, [fact]));
  }
}
