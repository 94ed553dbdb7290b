import { hash } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import { expiredToken, unrecognizedClient } from '@coffer/wire/sigv4';
import type { AccessKey, AccessKeys } from '../accounts/access-keys.ts';
import type { Random } from '../clock.ts';
import { readIdentityEpochRemembered } from '../identities/epoch-store.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { Caller } from '../pipeline/caller.ts';
import type { Database } from '../storage/database.ts';
import { federatedCaller, roleCaller, userCaller } from './session-caller.ts';
import type { SessionContent, SessionSubject } from './session-content.ts';
import type { SessionKey } from './session-token.ts';
import { openSession, sealSession } from './session-token.ts';
import type { ActiveRoleRow } from './store.ts';
import { findActiveRole } from './store.ts';
import { newTemporaryKeyId } from './temporary-key-id.ts';

/** Tokens that are held open, and the policies in them, have at most so many characters together. */
const MAX_CHARACTERS = 16_000_000;

/** Temporary credentials as they are handed out. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
  readonly sessionToken: Redacted<string>;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A token that was opened, and who its caller was when that was looked up last. */
interface Opened {
  readonly key: SessionKey;
  readonly digest: string;
  readonly length: number;
  current?: Current;
}

interface Current {
  readonly accessKey: AccessKey;
  /** What it was made from: the row of the role, the caller of the access key. */
  readonly basis: ActiveRoleRow | Caller;
  readonly epoch: number;
}

/**
 * Temporary credentials. Nothing of them is stored: the token carries them, sealed, and any node opens it. What is looked
 * up is whether those are still there whose session it is: on SQLite at once, for the identity epoch in which they were
 * read; on PostgreSQL with one statement.
 */
export class Sessions {
  readonly #database: Database;
  readonly #keyring: Keyring;
  readonly #accessKeys: AccessKeys;
  readonly #random: Random;
  readonly #opened = new Map<string, Opened>();
  #characters = 0;

  constructor(
    { database, keyring, accessKeys }: { database: Database; keyring: Keyring; accessKeys: AccessKeys },
    random: Random,
  ) {
    this.#database = database;
    this.#keyring = keyring;
    this.#accessKeys = accessKeys;
    this.#random = random;
  }

  /** New credentials for a session; the token has at least `minimumSize` characters. */
  issue(content: SessionContent, minimumSize?: number): IssuedCredentials {
    const accessKeyId = newTemporaryKeyId(content.subject.accountId, this.#random);
    const secretAccessKey = new Redacted(this.#random(30).toString('base64'));
    const token = sealSession(this.#keyring, { ...content, accessKeyId, secretAccessKey }, minimumSize);
    const { expiresAt } = content.session;
    return { accessKeyId, secretAccessKey, sessionToken: new Redacted(token), expiresAt };
  }

  /**
   * The key that a token is of; the caller is the same object each time, as long as nobody changed whose session it is.
   * At once where nothing has to be read.
   *
   * @throws AwsError UnrecognizedClientException when it is no token, or another key's, or of somebody who is gone;
   * ExpiredTokenException
   */
  find(token: Redacted<string>, accessKeyId: string, now: number): AccessKey | Promise<AccessKey> {
    const opened = this.#open(token.unwrap());
    if (opened === undefined || !isSame(opened.key.accessKeyId, accessKeyId)) throw unrecognizedClient();
    if (opened.key.session.expiresAt <= now) throw expiredToken();
    const { subject } = opened.key;
    const found = subject.type === 'role' ? this.#ofRole(opened, subject) : this.#ofUser(opened, subject);
    return found instanceof Promise ? found.then(existing) : existing(found);
  }

  /** Forgets what is known, after accounts or keys were changed by this process. */
  changed(): void {
    this.#opened.clear();
    this.#characters = 0;
  }

  #open(token: string): Opened | undefined {
    // Nobody is let in by a token alone: it need not be looked for in constant time.
    const known = this.#opened.get(token);
    if (known !== undefined) {
      // What was not used longest goes first, once somebody may have to go.
      if (this.#characters > MAX_CHARACTERS / 2) {
        this.#opened.delete(token);
        this.#opened.set(token, known);
      }
      return known;
    }
    const key = openSession(this.#keyring, token);
    if (key === undefined) return undefined;
    const policies = key.session.policies ?? [];
    const length = policies.reduce((sum, policy) => sum + policy.length, token.length);
    const opened: Opened = { key, digest: hash('sha256', token, 'base64'), length };
    // A copy: the text that came may be a piece of a long address, and keep all of it.
    this.#opened.set(Buffer.from(token, 'latin1').toString('latin1'), opened);
    this.#characters += length;
    for (const [oldest, { length: freed }] of this.#opened) {
      if (this.#characters <= MAX_CHARACTERS || oldest === token) break;
      this.#opened.delete(oldest);
      this.#characters -= freed;
    }
    return opened;
  }

  #ofRole(opened: Opened, subject: RoleSubject): AccessKey | Promise<AccessKey | undefined> {
    if (this.#database.engine !== 'sqlite') return this.#readRole(opened, subject, NEVER);
    const { current } = opened;
    const epoch = readIdentityEpochRemembered(this.#database.reader, subject.accountId);
    return current !== undefined && epoch === current.epoch
      ? current.accessKey
      : this.#readRole(opened, subject, epoch);
  }

  /** @param epoch was read before the role is: what changes in between counts for the next request */
  async #readRole(
    opened: Opened,
    subject: RoleSubject,
    epoch: number | Promise<number>,
  ): Promise<AccessKey | undefined> {
    const known = await epoch;
    const role = await this.#database.read(reader => findActiveRole(reader, subject.roleId));
    if (role === undefined) return undefined;
    const { current } = opened;
    if (current !== undefined && isSameRole(current.basis, role)) {
      opened.current = { ...current, epoch: known };
      return current.accessKey;
    }
    return remember(opened, roleCaller(role, opened.key, subject), role, known);
  }

  /** A user's session lives no longer than the access key that asked for it. */
  #ofUser(opened: Opened, subject: UserSubject): AccessKey | undefined | Promise<AccessKey | undefined> {
    const parent = this.#accessKeys.find(subject.parentKeyId);
    return parent instanceof Promise
      ? parent.then(found => keyUnder(found, opened, subject))
      : keyUnder(parent, opened, subject);
  }
}

type RoleSubject = Extract<SessionSubject, { type: 'role' }>;
type UserSubject = Extract<SessionSubject, { type: 'user' | 'federated' }>;

/** No identity epoch: what was looked up is looked up again. */
const NEVER = -1;

/** @throws AwsError UnrecognizedClientException when whose session it is is gone */
function existing(accessKey: AccessKey | undefined): AccessKey {
  if (accessKey === undefined) throw unrecognizedClient();
  return accessKey;
}

function keyUnder(parent: AccessKey | undefined, opened: Opened, subject: UserSubject): AccessKey | undefined {
  if (parent === undefined) return undefined;
  // The same caller object means that nothing has changed.
  if (opened.current?.basis === parent.caller) return opened.current.accessKey;
  const { key } = opened;
  const caller =
    subject.type === 'user' ? userCaller(parent.caller, key) : federatedCaller(parent.caller, key, subject);
  return caller === undefined ? undefined : remember(opened, caller, parent.caller, NEVER);
}

function remember(opened: Opened, caller: Caller, basis: Current['basis'], epoch: number): AccessKey {
  const accessKey = { caller, secretAccessKey: opened.key.secretAccessKey, version: opened.digest };
  opened.current = { accessKey, basis, epoch };
  return accessKey;
}

function isSameRole(basis: Current['basis'], role: ActiveRoleRow): boolean {
  return 'aws_partition' in basis && basis.id === role.id && basis.name === role.name && basis.path === role.path;
}

/** Compared in a time that says nothing of where they differ. */
function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
