import { Redacted } from '@coffer/wire';
import type { Keyring } from '../keys/keyring.ts';
import type { Caller } from '../pipeline/caller.ts';
import type { Database } from '../storage/database.ts';
import { findAccessKey } from './store.ts';
import type { AccessKeyRow } from './store.ts';

export interface AccessKey {
  readonly caller: Caller;
  readonly secretAccessKey: Redacted<string>;
  /** Changes with the secret, so that nothing derived from an older one is used. */
  readonly version: string;
}

/** How many access keys are held unsealed in memory. */
const MAX_CACHED = 10_000;

/**
 * The long-term access keys. On SQLite this process owns the data, so a key is read once and forgotten when it
 * changes; on PostgreSQL another node may have changed it, so its row is read each time and only unsealing is saved.
 */
export class AccessKeys {
  readonly #database: Database;
  readonly #keyring: Keyring;
  #generation = 0;
  readonly #cached = new Map<string, { readonly sealed: Uint8Array; readonly key: AccessKey }>();

  constructor(database: Database, keyring: Keyring) {
    this.#database = database;
    this.#keyring = keyring;
  }

  /** The key, or undefined when there is none of this id. At once when it is known. */
  find(accessKeyId: string): AccessKey | undefined | Promise<AccessKey | undefined> {
    const cached = this.#cached.get(accessKeyId);
    if (cached !== undefined && this.#database.engine === 'sqlite') return cached.key;
    return this.#read(accessKeyId);
  }

  /** Forgets what is known, after keys were changed by this process. */
  changed(): void {
    this.#generation += 1;
    this.#cached.clear();
  }

  async #read(accessKeyId: string): Promise<AccessKey | undefined> {
    const generation = this.#generation;
    const row = await this.#database.read(reader => findAccessKey(reader, accessKeyId));
    if (row === undefined) {
      this.#cached.delete(accessKeyId);
      return undefined;
    }
    const cached = this.#cached.get(accessKeyId);
    if (cached !== undefined && Buffer.compare(cached.sealed, row.secret) === 0) return cached.key;
    const key = this.#open(row);
    // A row that was read before a change must not outlive it.
    if (generation !== this.#generation) return key;
    if (this.#cached.size >= MAX_CACHED) this.#cached.clear();
    this.#cached.set(accessKeyId, { sealed: row.secret, key });
    return key;
  }

  #open(row: AccessKeyRow): AccessKey {
    const secret = this.#keyring.openInternal(accessKeyContext(row.access_key_id), row.secret).unwrap();
    return {
      caller: rootCaller(row.account_id, row.access_key_id),
      secretAccessKey: new Redacted(secret.toString('utf8')),
      version: Buffer.from(row.secret.subarray(-16)).toString('base64'),
    };
  }
}

/** What a sealed secret access key is bound to. */
export function accessKeyContext(accessKeyId: string): string {
  return `access-key ${accessKeyId}`;
}

function rootCaller(accountId: string, accessKeyId: string): Caller {
  return { type: 'Root', accountId, arn: `arn:aws:iam::${accountId}:root`, principalId: accountId, accessKeyId };
}
