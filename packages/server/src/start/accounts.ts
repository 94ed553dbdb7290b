/** Accounts as operators make, see and close them. */
import { rm } from 'node:fs/promises';
import { findAccount, findFirstAccount, insertAccount, listAccounts, markClosed } from '../accounts/account-store.ts';
import type { AccountRow } from '../accounts/account-store.ts';
import { replaceRootKey } from '../accounts/store.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock, Random } from '../clock.ts';
import type { ServerOptions } from '../options.ts';
import { partitionOf } from '../pipeline/region.ts';
import type { Database } from '../storage/database.ts';
import { UniqueViolation } from '../storage/database.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { accountClosed, accountExists, noAccountYet, noSuchAccount } from './account-errors.ts';
import { newAdministrator, storeAdministrator } from './administrator.ts';
import { credentialsPathOf, credentialsText, keepOlder, mustBeReplaceable } from './credentials-file.ts';
import { ensureDefaultKeys, regionsWithKeys } from './default-keys.ts';
import { operatorFact } from './operator-fact.ts';
import type { NewKey } from './root-credentials.ts';
import { newCredentials, sealCredentials } from './root-credentials.ts';
import type { RootUserParts } from './root-user.ts';
import { prepareFile } from './write-file.ts';

/** What a command about accounts works with. */
export interface AccountParts extends RootUserParts {
  readonly audit: Pick<AuditTrail, 'insert'>;
}

/** What an operator may decide about a new account. */
export interface AccountRequest {
  /** 12 digits; absent: random ones. */
  readonly accountId?: string | undefined;
  /** 1 to 50 printable ASCII characters, as AWS Organizations takes them; absent: none. */
  readonly name?: string | undefined;
}

/** A new account, and where the credentials of its administrator and its root user lie. */
export interface NewAccount extends NewKey {
  readonly accountId: string;
  /** The administrator's; `accessKeyId` is the root user's. */
  readonly adminAccessKeyId: string;
}

/** An account as operators see it; times are ISO 8601. */
export interface AccountView {
  readonly accountId: string;
  readonly name: string | null;
  readonly status: 'ACTIVE' | 'CLOSED';
  readonly partition: string;
  /** Made by the first start of the server; it cannot be closed. */
  readonly isFirst: boolean;
  readonly createdAt: string;
  readonly closedAt: string | null;
}

/**
 * Makes an account: its root user and its administrator with keys in a file, and its default keys in every region. Its
 * partition is that of the server's first region. The file is ready before the account is stored, and in its place afterwards.
 *
 * @throws OperatorError for an id or a name that is none, an account that exists, or before the first start
 */
export async function createAccount(
  parts: AccountParts,
  options: Pick<ServerOptions, 'dataDir' | 'regions'>,
  request: AccountRequest,
): Promise<NewAccount> {
  const { database, audit, clock, random } = parts;
  const name = readName(request.name);
  const first = await database.read(findFirstAccount);
  if (first === undefined) throw noAccountYet();
  const accountId = await unusedId(database, random, request.accountId);
  const region = options.regions[0] ?? '';
  const account = {
    account_id: accountId,
    name,
    aws_partition: partitionOf(region),
    is_first: 0,
    created_at: clock.now(),
  };
  const root = newCredentials(random);
  const { accessKeyId } = root;
  const key = sealCredentials(parts, accountId, root);
  const administrator = newAdministrator(parts, accountId);
  const adminAccessKeyId = administrator.credentials.accessKeyId;
  const fact = operatorFact(random, {
    at: account.created_at,
    // The names of AWS Organizations' own service events.
    service: 'organizations',
    name: 'CreateAccountResult',
    region,
    accountId,
    additional: { accountId, accountName: name, accessKeyId, adminAccessKeyId },
  });
  const path = credentialsPathOf(options, account);
  await mustBeReplaceable(path);
  const text = credentialsText(options, { default: administrator.credentials, root });
  await using file = await prepareFile(path, text, 0o600);
  try {
    await database.write(async writer => {
      await insertAccount(writer, account);
      await replaceRootKey(writer, key, account.created_at);
      await storeAdministrator(writer, administrator);
      await audit.insert(writer, [fact]);
    });
  } catch (error) {
    // Another node made it at this moment.
    if (error instanceof UniqueViolation) throw accountExists(accountId);
    throw error;
  }
  // Other nodes may serve further regions: wherever the first account has keys, this one has them too.
  const served = new Set([...options.regions, ...(await regionsWithKeys(database, first.account_id))]);
  await ensureDefaultKeys(parts, accountId, [...served]);
  await keepOlder(path);
  await file.publish();
  return { accountId, credentials: path, accessKeyId, adminAccessKeyId };
}

/** All accounts, closed ones too, the first one first and the others by their ids. */
export async function viewAccounts(database: Database): Promise<readonly AccountView[]> {
  return (await database.read(listAccounts)).map(viewOf);
}

/**
 * Closes an account: its keys are nobody's from now on. Its secrets, keys and records stay in the database, and no
 * account will ever have its id again.
 *
 * @throws OperatorError for an account that is not there, closed already, or the first one
 */
export async function closeAccount(
  parts: {
    readonly database: Database;
    readonly clock: Clock;
    readonly random: Random;
    readonly audit: Pick<AuditTrail, 'insert'>;
  },
  options: Pick<ServerOptions, 'dataDir' | 'regions'>,
  given: string | undefined,
): Promise<AccountView> {
  const { database, audit, clock, random } = parts;
  const accountId = readAccountId(given ?? '');
  const now = clock.now();
  const fact = operatorFact(random, {
    at: now,
    service: 'organizations',
    name: 'CloseAccountResult',
    region: options.regions[0] ?? '',
    accountId,
    additional: { accountId },
  });
  const closed = await database.write(async writer => {
    if (!(await markClosed(writer, accountId, now)))
      throw whyNotClosed(await findAccount(writer, accountId), accountId);
    await audit.insert(writer, [fact]);
    return findAccount(writer, accountId);
  });
  if (closed === undefined) throw noSuchAccount(accountId);
  // Nothing in it is good for anything any more.
  await rm(credentialsPathOf(options, closed), { force: true });
  return viewOf(closed);
}

function whyNotClosed(account: AccountRow | undefined, accountId: string): OperatorError {
  if (account === undefined) return noSuchAccount(accountId);
  if (account.status === 'CLOSED') return accountClosed(accountId);
  return new OperatorError(
    `account \`${accountId}\` is the first one, which \`coffer env\` and \`server.json\` speak of: it cannot be closed`,
  );
}

function viewOf(account: AccountRow): AccountView {
  return {
    accountId: account.account_id,
    name: account.name,
    status: account.status,
    partition: account.aws_partition,
    isFirst: account.is_first === 1,
    createdAt: new Date(account.created_at).toISOString(),
    closedAt: account.closed_at === null ? null : new Date(account.closed_at).toISOString(),
  };
}

/** @throws OperatorError */
function readAccountId(text: string): string {
  if (!/^[0-9]{12}$/.test(text)) throw new OperatorError(`\`${text.slice(0, 64)}\` is not 12 digits`);
  return text;
}

/** AWS Organizations' `AccountName`. @throws OperatorError */
function readName(name: string | undefined): string | null {
  if (name === undefined) return null;
  if (!/^[ -~]{1,50}$/.test(name)) {
    throw new OperatorError('the name of an account has 1 to 50 characters of printable ASCII');
  }
  return name;
}

/** The id that was asked for, or a random one that no account has. @throws OperatorError */
async function unusedId(database: Database, random: Random, wanted: string | undefined): Promise<string> {
  const isTaken = async (id: string) => (await database.read(reader => findAccount(reader, id))) !== undefined;
  if (wanted !== undefined) {
    const accountId = readAccountId(wanted);
    if (await isTaken(accountId)) throw accountExists(accountId);
    return accountId;
  }
  let accountId = randomId(random);
  while (await isTaken(accountId)) accountId = randomId(random);
  return accountId;
}

/** 12 digits without a leading zero, which spreadsheets and YAML would lose. */
function randomId(random: Random): string {
  // 48 bits over 9 * 10^11: no id is more than a third of a percent likelier than another.
  return String(100_000_000_000 + (random(6).readUIntBE(0, 6) % 900_000_000_000));
}
