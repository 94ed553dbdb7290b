/** The account's root user and its access key: made at the first start, made anew when an operator asks. */
import { lstat, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Redacted } from '@coffer/wire';
import { accessKeyContext } from '../accounts/access-keys.ts';
import { findAccessKey, findAccount, insertAccount, listAccounts, replaceRootKey } from '../accounts/store.ts';
import type { AccessKeyRow } from '../accounts/store.ts';
import type { AuditFact } from '../audit/fact.ts';
import type { AuditTrail } from '../audit/trail.ts';
import { eventIds } from '../audit/uuid-v7.ts';
import type { Clock, Random } from '../clock.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { UniqueViolation } from '../storage/database.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { prepareFile, writeWhole } from './write-file.ts';

export interface RootUserParts {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly random: Random;
}

interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
}

export interface FirstAccount {
  readonly accountId: string;
  /** This start made the account; its credentials are in the file. */
  readonly isNew: boolean;
}

/** Where the first credentials lie; never read again by the server. */
export function credentialsPath(options: Pick<ServerOptions, 'dataDir'>): string {
  return join(options.dataDir, 'credentials');
}

/** The account of this database; the first start makes it, with a key for its root user. */
export async function ensureAccount(parts: RootUserParts, options: ServerOptions): Promise<FirstAccount> {
  const known = await parts.database.read(listAccounts);
  const first = known.find(account => account.account_id === options.accountId) ?? known[0];
  if (first !== undefined) return { accountId: first.account_id, isNew: false };
  const credentials = given(options) ?? newCredentials(parts.random);
  const key = sealed(parts, options.accountId, credentials);
  const now = parts.clock.now();
  await keepOlder(credentialsPath(options));
  // First the file: a crash in between leaves credentials that nothing knows, and the next start replaces them.
  await writeWhole(credentialsPath(options), credentialsText(options, credentials), 0o600);
  const isNew = await insertFirst(parts.database, key, now);
  // Another node made the account at this moment: its credentials count, and nobody must be misled by others.
  const { accessKeyId } = credentials;
  if (!isNew && (await parts.database.read(reader => findAccessKey(reader, accessKeyId))) === undefined) {
    await rm(credentialsPath(options), { force: true });
  }
  return { accountId: options.accountId, isNew };
}

/** Credentials that lie there already are another database's: they are moved aside, not lost. */
async function keepOlder(path: string): Promise<void> {
  await rename(path, `${path}.old`).catch(() => undefined);
}

/** Stores the account and its key; false and nothing when another node was faster. */
async function insertFirst(database: Database, key: AccessKeyRow, now: number): Promise<boolean> {
  try {
    return await database.write(async writer => {
      if ((await findAccount(writer, key.account_id)) !== undefined) return false;
      await insertAccount(writer, key.account_id, now);
      await replaceRootKey(writer, key, now);
      return true;
    });
  } catch (error) {
    if (error instanceof UniqueViolation) return false;
    throw error;
  }
}

/**
 * Makes a new key for the root user; the one before stops to work. The file is ready before the key is stored, and in its
 * place afterwards: what can fail, fails while the old key still works. Gives the key's id, never its secret.
 */
export async function resetRootUser(
  parts: RootUserParts & { readonly audit: Pick<AuditTrail, 'insert'> },
  options: Pick<ServerOptions, 'dataDir' | 'regions'>,
  accountId: string,
): Promise<{ readonly accessKeyId: string }> {
  const { database, audit, clock, random } = parts;
  const credentials = newCredentials(random);
  const { accessKeyId } = credentials;
  const key = sealed(parts, accountId, credentials);
  const now = clock.now();
  const eventId = eventIds(random)(now);
  await mustBeReplaceable(credentialsPath(options));
  await using file = await prepareFile(credentialsPath(options), credentialsText(options, credentials), 0o600);
  await database.write(async writer => {
    await replaceRootKey(writer, key, now);
    await audit.insert(writer, [resetFact({ eventId, now, accountId, accessKeyId, region: options.regions[0] ?? '' })]);
  });
  await file.publish();
  return { accessKeyId };
}

/** @throws OperatorError for what `rename` cannot replace */
async function mustBeReplaceable(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isDirectory() === true)
    throw new OperatorError(`\`${path}\` is a folder: credentials cannot be written there`);
}

/** An operator's command leaves a record like everything else. */
function resetFact(reset: {
  readonly eventId: string;
  readonly now: number;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly region: string;
}): AuditFact {
  return {
    eventId: reset.eventId,
    at: reset.now,
    type: 'AwsServiceEvent',
    service: 'iam',
    name: 'ResetRootCredentials',
    region: reset.region,
    accountId: reset.accountId,
    requestId: reset.eventId,
    readOnly: false,
    invokedBy: 'operator',
    parameters: null,
    response: null,
    resources: [],
    additional: { accessKeyId: reset.accessKeyId },
  };
}

function given({ rootCredentials }: ServerOptions): RootCredentials | undefined {
  if (rootCredentials === undefined) return undefined;
  const { accessKeyId, secretAccessKey } = rootCredentials;
  return { accessKeyId, secretAccessKey: new Redacted(secretAccessKey) };
}

/** In AWS's forms: `AKIA` and 16 characters of base32; 40 characters of base64. */
function newCredentials(random: Random): RootCredentials {
  const letters = [...random(16)].map(byte => BASE32.charAt(byte % BASE32.length)).join('');
  return { accessKeyId: `AKIA${letters}`, secretAccessKey: new Redacted(random(30).toString('base64')) };
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function sealed(
  { keyring }: RootUserParts,
  accountId: string,
  { accessKeyId, secretAccessKey }: RootCredentials,
): AccessKeyRow {
  const secret = keyring.sealInternal(accessKeyContext(accessKeyId), Buffer.from(secretAccessKey.unwrap(), 'utf8'));
  return { access_key_id: accessKeyId, account_id: accountId, secret };
}

function credentialsText(
  { regions }: Pick<ServerOptions, 'regions'>,
  { accessKeyId, secretAccessKey }: RootCredentials,
): string {
  return [
    '[root]',
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey.unwrap()}`,
    `region = ${regions[0]}`,
    '',
  ].join('\n');
}
