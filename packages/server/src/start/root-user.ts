/** The account's root user and its access key: made at the first start, made anew when an operator asks. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Redacted } from '@coffer/wire';
import { accessKeyContext } from '../accounts/access-keys.ts';
import { findAccessKey, findAccount, insertAccount, listAccounts, replaceRootKey } from '../accounts/store.ts';
import type { AccessKeyRow } from '../accounts/store.ts';
import type { Clock, Random } from '../clock.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { UniqueViolation } from '../storage/database.ts';
import { writeWhole } from './write-file.ts';

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
  // First the file: a crash in between leaves credentials that nothing knows, and the next start replaces them.
  await writeCredentials(options, credentials);
  const isNew = await insertFirst(parts.database, key, now);
  // Another node made the account at this moment: its credentials count, and nobody must be misled by others.
  const { accessKeyId } = credentials;
  if (!isNew && (await parts.database.read(reader => findAccessKey(reader, accessKeyId))) === undefined) {
    await rm(credentialsPath(options), { force: true });
  }
  return { accountId: options.accountId, isNew };
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

/** Makes a new key for the root user; the one before stops to work. Gives the key's id, never its secret. */
export async function resetRootUser(
  parts: RootUserParts,
  options: Pick<ServerOptions, 'dataDir' | 'regions'>,
  accountId: string,
): Promise<{ readonly accessKeyId: string }> {
  const credentials = newCredentials(parts.random);
  const key = sealed(parts, accountId, credentials);
  const now = parts.clock.now();
  await parts.database.write(writer => replaceRootKey(writer, key, now));
  await writeCredentials(options, credentials);
  return { accessKeyId: credentials.accessKeyId };
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

async function writeCredentials(
  options: Pick<ServerOptions, 'dataDir' | 'regions'>,
  { accessKeyId, secretAccessKey }: RootCredentials,
): Promise<void> {
  const lines = [
    '[root]',
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey.unwrap()}`,
    `region = ${options.regions[0]}`,
    '',
  ];
  await writeWhole(credentialsPath(options), lines.join('\n'), 0o600);
}
