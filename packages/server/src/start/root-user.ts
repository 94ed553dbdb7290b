/** The first account, and the access key of any account's root user: made at the first start, made anew when an operator asks. */
import { rm } from 'node:fs/promises';
import { Redacted } from '@coffer/wire';
import { findFirstAccount, insertAccount } from '../accounts/account-store.ts';
import { findAccessKey, replaceRootKey } from '../accounts/store.ts';
import type { AccessKeyRow } from '../accounts/store.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock, Random } from '../clock.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { ServerOptions } from '../options.ts';
import { partitionOf } from '../pipeline/region.ts';
import type { Database } from '../storage/database.ts';
import { UniqueViolation } from '../storage/database.ts';
import { activeAccount } from './active-account.ts';
import type { NewAdministrator } from './administrator.ts';
import { newAdministrator, storeAdministrator } from './administrator.ts';
import {
  credentialsPath,
  credentialsPathOf,
  credentialsText,
  keepOlder,
  mustBeReplaceable,
  withProfile,
} from './credentials-file.ts';
import type { Profile } from './credentials-file.ts';
import { operatorFact } from './operator-fact.ts';
import type { KeyPair, NewKey } from './root-credentials.ts';
import { newCredentials, sealCredentials } from './root-credentials.ts';
import { prepareFile, writeWhole } from './write-file.ts';

export interface RootUserParts {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly random: Random;
}

export interface FirstAccount {
  readonly accountId: string;
  /** This start made the account; its credentials are in the file. */
  readonly isNew: boolean;
}

/** The first account of this database; the first start makes it, with keys for its root user and its administrator. */
export async function ensureAccount(parts: RootUserParts, options: ServerOptions): Promise<FirstAccount> {
  const known = await parts.database.read(findFirstAccount);
  if (known !== undefined) return { accountId: known.account_id, isNew: false };
  const root = given(options) ?? newCredentials(parts.random);
  const key = sealCredentials(parts, options.accountId, root);
  const administrator = newAdministrator(parts, options.accountId);
  const profiles = { default: administrator.credentials, root };
  const account = {
    account_id: options.accountId,
    name: null,
    aws_partition: partitionOf(options.regions[0] ?? ''),
    is_first: 1,
    created_at: parts.clock.now(),
  };
  await keepOlder(credentialsPath(options));
  // First the file: a crash in between leaves credentials that nothing knows, and the next start replaces them.
  await writeWhole(credentialsPath(options), credentialsText(options, profiles), 0o600);
  const isNew = await insertFirst(parts.database, account, key, administrator);
  if (!isNew) await keepWhatCounts(parts.database, options, profiles);
  const first = await parts.database.read(findFirstAccount);
  return { accountId: first?.account_id ?? options.accountId, isNew };
}

/** Another node made the account at this moment: its credentials count, and nobody must be misled by others. */
async function keepWhatCounts(
  database: Database,
  options: ServerOptions,
  profiles: Readonly<Record<Profile, KeyPair>>,
): Promise<void> {
  const isKnown = async ({ accessKeyId }: KeyPair) =>
    (await database.read(reader => findAccessKey(reader, accessKeyId))) !== undefined;
  const path = credentialsPath(options);
  // The administrator's key is random; the root user's may have been given to both nodes.
  if (await isKnown(profiles.root)) await writeWhole(path, credentialsText(options, { root: profiles.root }), 0o600);
  else await rm(path, { force: true });
}

/** Stores the account and its keys; false and nothing when another node was faster. */
async function insertFirst(
  database: Database,
  account: Parameters<typeof insertAccount>[1],
  key: AccessKeyRow,
  administrator: NewAdministrator,
): Promise<boolean> {
  try {
    return await database.write(async writer => {
      if ((await findFirstAccount(writer)) !== undefined) return false;
      await insertAccount(writer, account);
      await replaceRootKey(writer, key, account.created_at);
      await storeAdministrator(writer, administrator);
      return true;
    });
  } catch (error) {
    if (error instanceof UniqueViolation) return false;
    throw error;
  }
}

/**
 * Makes a new key for an account's root user; the one before stops to work. The file is ready before the key is stored,
 * and in its place afterwards: what can fail, fails while the old key still works.
 *
 * @throws OperatorError for an account that is not there or closed, or a file that cannot be replaced
 */
export async function resetRootUser(
  parts: RootUserParts & { readonly audit: Pick<AuditTrail, 'insert'> },
  options: Pick<ServerOptions, 'dataDir' | 'regions'>,
  accountId: string,
): Promise<NewKey> {
  const { database, audit, clock, random } = parts;
  const path = credentialsPathOf(options, await activeAccount(database, accountId));
  const credentials = newCredentials(random);
  const { accessKeyId } = credentials;
  const key = sealCredentials(parts, accountId, credentials);
  const now = clock.now();
  const fact = operatorFact(random, {
    at: now,
    service: 'iam',
    name: 'ResetRootCredentials',
    region: options.regions[0] ?? '',
    accountId,
    additional: { accessKeyId },
  });
  await mustBeReplaceable(path);
  await using file = await prepareFile(path, await withProfile(path, options, 'root', credentials), 0o600);
  await database.write(async writer => {
    await replaceRootKey(writer, key, now);
    await audit.insert(writer, [fact]);
  });
  await file.publish();
  return { credentials: path, accessKeyId };
}

function given({ rootCredentials }: ServerOptions): KeyPair | undefined {
  if (rootCredentials === undefined) return undefined;
  const { accessKeyId, secretAccessKey } = rootCredentials;
  return { accessKeyId, secretAccessKey: new Redacted(secretAccessKey) };
}
