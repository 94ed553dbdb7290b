/** The root key of a running server: whether it is still where it lies, and another one in its place. */
import { timingSafeEqual } from 'node:crypto';
import { findFirstAccount } from '../accounts/account-store.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock, Random } from '../clock.ts';
import type { Keyring, KeyringRecord } from '../keys/keyring.ts';
import { recordOf, tryRecord } from '../keys/keyring.ts';
import { RootKeyAway, RootKeyRefused } from '../keys/root-key.ts';
import type { MadeRootKey, RootKeyProvider, StoredRootKey } from '../keys/root-key.ts';
import type { Log } from '../log.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { loadRecord, replaceRecord } from './keyring-store.ts';
import { operatorFact } from './operator-fact.ts';

export interface RootKeysParts {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly audit: Pick<AuditTrail, 'insert'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What operators see of the root key; times are ISO 8601. */
export interface RootKeyView {
  /** Under which the database is sealed now, whichever node has rotated last. */
  readonly rootKeyId: string;
  readonly provider: string;
  /** Where this node looks for it. */
  readonly description: string;
  /** `open`: a start would succeed now; `away`: it would not; `people`: only people can tell. */
  readonly state: 'open' | 'away' | 'people';
  /** Why it is away; null otherwise. */
  readonly why: string | null;
  /** Since when it is away; null otherwise. */
  readonly awaySince: string | null;
}

/** What a rotation or a migration has done. */
export interface RootKeyChange {
  readonly from: string;
  readonly to: string;
  readonly provider: string;
  /** What the operator has to keep or to do. */
  readonly notices: readonly string[];
}

/** The root key of one node. Its commands take turns. */
export class RootKeys {
  readonly #parts: RootKeysParts;
  readonly #regions: readonly string[];
  #provider: RootKeyProvider;
  #away: { readonly why: string; readonly since: number } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: RootKeysParts, { regions }: Pick<ServerOptions, 'regions'>, provider: RootKeyProvider) {
    this.#parts = parts;
    this.#regions = regions;
    this.#provider = provider;
  }

  /** For metrics: whether a start would succeed, as far as the last look could tell. */
  get isAway(): boolean {
    return this.#away !== undefined;
  }

  /** For readiness: what an operator should know; empty when all is well. */
  remarks(): readonly string[] {
    const away = this.#away;
    if (away === undefined) return [];
    return [`the root key is away since ${iso(away.since)}, and a restart would wait for it: ${away.why}`];
  }

  /** Looks whether the root key could be opened now, and logs when that has changed. */
  check(): Promise<void> {
    return this.#inTurn(() => this.#look());
  }

  async #look(): Promise<void> {
    const { database, clock, log } = this.#parts;
    if (!this.#provider.isUnattended) {
      this.#away = undefined;
      return;
    }
    try {
      await tryRecord(await existing(database), this.#provider);
      if (this.#away !== undefined) log.info('the root key is back');
      this.#away = undefined;
    } catch (error) {
      if (!(error instanceof RootKeyAway || error instanceof RootKeyRefused)) throw error;
      const why = error.message;
      if (this.#away?.why !== why) log.warn(`the root key is away, and a restart would wait for it: ${why}`);
      this.#away = { why, since: this.#away?.since ?? clock.now() };
    }
  }

  /** Looks, and tells. */
  async status(): Promise<RootKeyView> {
    await this.check();
    const { rootKeyId, provider } = await existing(this.#parts.database);
    const { kind, description, isUnattended } = this.#provider;
    return {
      rootKeyId,
      provider: provider ?? kind,
      description,
      state: !isUnattended ? 'people' : this.#away === undefined ? 'open' : 'away',
      why: this.#away?.why ?? null,
      awaySince: this.#away === undefined ? null : iso(this.#away.since),
    };
  }

  /** Puts a new root key of this provider in place of the one in use. `again` asks the same place in another way. */
  rotate(again: RootKeyProvider = this.#provider): Promise<RootKeyChange> {
    return this.#inTurn(async () => {
      const { provider = 'file' } = await existing(this.#parts.database);
      const isBare = [provider, again.kind].every(kind => kind === 'file' || kind === 'env');
      // Another node has moved it: a rotation here would move it back.
      if (provider !== again.kind && !isBare) {
        throw new OperatorError(
          `the root key is kept by \`${provider}\` now: start this server anew with \`--root-key ${provider}\`, or move it`,
        );
      }
      return this.#replace('RotateRootKey', again);
    });
  }

  /** Puts a new root key of another provider in place of the one in use, which stays where it is. */
  migrate(target: RootKeyProvider): Promise<RootKeyChange> {
    return this.#inTurn(() => this.#replace('MigrateRootKey', target));
  }

  /**
   * The order that leaves no half-truth: the new key is durable where it belongs and opens again; then one row changes,
   * in one transaction with its record, if it is still the row that was read; then the provider clears up. A crash
   * before the commit leaves the old key in use, one after it the new key, and whoever starts finishes the rest.
   */
  async #replace(name: string, target: RootKeyProvider): Promise<RootKeyChange> {
    const { database, keyring, audit, clock, random, log } = this.#parts;
    const old = await existing(database);
    const made = await operatorsOwn(() => target.next({ rootKeyId: old.rootKeyId, state: old.state }));
    const record = recordOf(target, made, keyring.wrapInternalKeyUnder(made.key));
    const stored: StoredRootKey = { rootKeyId: record.rootKeyId, state: record.state };
    await operatorsOwn(() => mustOpen(target, record, made));
    const account = await database.read(findFirstAccount);
    const fact = operatorFact(random, {
      at: clock.now(),
      service: 'kms',
      name,
      region: this.#regions[0] ?? '',
      accountId: account?.account_id ?? '',
      additional: {
        from: { rootKeyId: old.rootKeyId, provider: old.provider ?? 'file' },
        to: { rootKeyId: record.rootKeyId, provider: target.kind },
      },
    });
    const isDone = await database.write(async writer => {
      if (!(await replaceRecord(writer, old, record))) return false;
      await audit.insert(writer, [fact]);
      return true;
    });
    if (!isDone) {
      await made.discard?.();
      throw new OperatorError(
        'the root key was changed by somebody else at the same time: look with `coffer root-key status`',
      );
    }
    this.#provider = target;
    this.#away = undefined;
    log.info({ from: old.rootKeyId, to: record.rootKeyId, provider: target.kind }, 'the root key was changed');
    const notices = [...made.notices, ...(await this.#settle(target, stored))];
    return { from: old.rootKeyId, to: record.rootKeyId, provider: target.kind, notices };
  }

  /** What cannot be cleared up now is cleared up at the next start; the new key is in use all the same. */
  async #settle(target: RootKeyProvider, stored: StoredRootKey): Promise<readonly string[]> {
    try {
      await target.settle?.(stored);
      return [];
    } catch (error) {
      this.#parts.log.warn({ error }, 'the root key was changed, but not all of its files have their names yet');
      return ['not all files have their names yet: the next start sees to that'];
    }
  }

  #inTurn<T>(command: () => Promise<T>): Promise<T> {
    const next = this.#last.then(command);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

async function existing(database: Database): Promise<KeyringRecord> {
  const record = await database.read(loadRecord);
  if (record === undefined) throw new OperatorError('there is no root key yet: the first start of a server makes it');
  return record;
}

/** What the operator can mend is told to the operator. */
async function operatorsOwn<T>(f: () => Promise<T>): Promise<T> {
  try {
    return await f();
  } catch (error) {
    if (!(error instanceof RootKeyAway || error instanceof RootKeyRefused)) throw error;
    throw new OperatorError(`${error.message}; the root key in use is the old one`, { cause: error });
  }
}

/** Before the row names it: the key comes back from where it was put. */
async function mustOpen(target: RootKeyProvider, record: KeyringRecord, made: MadeRootKey): Promise<void> {
  if (!target.isUnattended) return;
  const again = (await target.open({ rootKeyId: record.rootKeyId, state: record.state })).export();
  const key = made.key.export();
  try {
    if (again.length !== key.length || !timingSafeEqual(again, key)) {
      throw new RootKeyRefused('damaged', `${target.description} gives another key back than it was given`);
    }
  } finally {
    again.fill(0);
    key.fill(0);
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
