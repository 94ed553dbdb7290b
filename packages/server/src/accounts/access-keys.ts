import { Redacted } from '@coffer/wire';
import { accessKeyContext } from '../identities/access-key-context.ts';
import { entityArn } from '../identities/arns.ts';
import { readIdentityEpochRemembered } from '../identities/epoch-store.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { Caller } from '../pipeline/caller.ts';
import type { Database } from '../storage/database.ts';
import { findAccessKey } from './store.ts';
import type { FoundAccessKey } from './store.ts';

export interface AccessKey {
  readonly caller: Caller;
  readonly secretAccessKey: Redacted<string>;
  /** Changes with the secret, so that nothing derived from an older one is used. */
  readonly version: string;
}

interface Cached {
  readonly row: FoundAccessKey;
  readonly key: AccessKey;
}

/** How many access keys are held unsealed in memory. */
const MAX_CACHED = 10_000;

/**
 * The long-term access keys of root users and IAM users. On SQLite this process owns the data, so a key is read once and
 * forgotten when it, or anything of its account's identities, changes; on PostgreSQL another node may have changed it, so
 * its row is read each time and only unsealing is saved.
 */
export class AccessKeys {
  readonly #database: Database;
  readonly #keyring: Keyring;
  #generation = 0;
  readonly #cached = new Map<string, Cached>();

  constructor(database: Database, keyring: Keyring) {
    this.#database = database;
    this.#keyring = keyring;
  }

  /** The key, or undefined when there is none of this id or it is switched off. At once where nothing has to be read. */
  find(accessKeyId: string): AccessKey | undefined | Promise<AccessKey | undefined> {
    const cached = this.#cached.get(accessKeyId);
    if (cached === undefined || this.#database.engine !== 'sqlite') return this.#read(accessKeyId);
    // A root user's key changes by an operator's command only, which says so.
    return cached.row.user_id === null ? cached.key : this.#ifOfEpoch(accessKeyId, cached);
  }

  /** Forgets what is known, after keys were changed by this process. */
  changed(): void {
    this.#generation += 1;
    this.#cached.clear();
  }

  #ifOfEpoch(accessKeyId: string, { row, key }: Cached): AccessKey | Promise<AccessKey | undefined> {
    const epoch = readIdentityEpochRemembered(this.#database.reader, row.account_id);
    if (epoch instanceof Promise) return epoch.then(() => this.#read(accessKeyId));
    return epoch === row.identity_epoch ? key : this.#read(accessKeyId);
  }

  async #read(accessKeyId: string): Promise<AccessKey | undefined> {
    const generation = this.#generation;
    const row = await this.#database.read(reader => findAccessKey(reader, accessKeyId));
    const caller = row === undefined || row.status !== 'Active' ? undefined : callerOf(row);
    if (row === undefined || caller === undefined) {
      this.#cached.delete(accessKeyId);
      return undefined;
    }
    const cached = this.#cached.get(accessKeyId);
    if (cached !== undefined && isSame(cached.row, row)) return cached.key;
    const key = this.#open(row, caller);
    // A row that was read before a change must not outlive it.
    if (generation !== this.#generation) return key;
    if (this.#cached.size >= MAX_CACHED) this.#cached.clear();
    this.#cached.set(accessKeyId, { row, key });
    return key;
  }

  #open(row: FoundAccessKey, caller: Caller): AccessKey {
    const secret = this.#keyring.openInternal(accessKeyContext(row.access_key_id), row.secret).unwrap();
    return {
      caller,
      secretAccessKey: new Redacted(secret.toString('utf8')),
      version: Buffer.from(row.secret.subarray(-16)).toString('base64'),
    };
  }
}

function isSame(a: FoundAccessKey, b: FoundAccessKey): boolean {
  return a.identity_epoch === b.identity_epoch && a.user_id === b.user_id && Buffer.compare(a.secret, b.secret) === 0;
}

/** A principal belongs to its account's partition, in whatever region it calls. */
function callerOf(row: FoundAccessKey): Caller | undefined {
  const { account_id: accountId, access_key_id: accessKeyId, aws_partition: partition, user_id: userId } = row;
  if (userId === null) {
    const arn = `arn:${partition}:iam::${accountId}:root`;
    return { type: 'Root', accountId, arn, principalId: accountId, accessKeyId };
  }
  // A key whose user is gone is nobody's.
  if (row.user_name === null || row.user_path === null) return undefined;
  const arn = entityArn(partition, 'user', { account_id: accountId, path: row.user_path, name: row.user_name });
  return { type: 'IAMUser', accountId, arn, principalId: userId, accessKeyId, userName: row.user_name };
}
