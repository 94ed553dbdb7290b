/** What operators may do with accounts: asked of a running server, or done in a data directory that no server uses. */
import { randomBytes } from 'node:crypto';
import { findFirstAccount } from '../accounts/account-store.ts';
import { BatchingTrail } from '../audit/audit-trail.ts';
import { systemClock } from '../clock.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { noAccountYet } from './account-errors.ts';
import type { AccountRequest, AccountView, NewAccount } from './accounts.ts';
import { closeAccount, createAccount, viewAccounts } from './accounts.ts';
import type { OperatorCommand, OperatorInput } from './admin.ts';
import { resetAdministrator } from './administrator.ts';
import { existingData } from './existing-data.ts';
import { openKeys } from './open-keys.ts';
import { openStorage } from './open-storage.ts';
import type { Parts } from './parts.ts';
import type { NewKey } from './root-credentials.ts';
import { ensureAccount, resetRootUser } from './root-user.ts';

/** The operators' commands of a running server, by path. */
export function accountCommands(
  { database, keyring, account, line }: Parts,
  options: ServerOptions,
): ReadonlyMap<string, OperatorCommand> {
  const parts = { database, keyring, audit: line.audit, clock: line.clock, random: randomBytes };
  const inTurn = oneAtATime();
  const changing = (command: OperatorCommand): OperatorCommand => {
    return input =>
      inTurn(async () => {
        try {
          return await command(input);
        } finally {
          // Whatever became of the file: what is in the database counts from now on.
          line.accessKeys.changed();
          line.sessions.changed();
        }
      });
  };
  return new Map<string, OperatorCommand>([
    [
      '/account/create',
      changing(input =>
        createAccount(parts, options, { accountId: textIn(input, 'accountId'), name: textIn(input, 'name') }),
      ),
    ],
    ['/account/list', async () => ({ accounts: await viewAccounts(database) })],
    ['/account/close', changing(input => closeAccount(parts, options, textIn(input, 'accountId')))],
    [
      '/account/reset-root',
      changing(input => resetRootUser(parts, options, textIn(input, 'accountId') ?? account.accountId)),
    ],
    [
      '/account/reset-admin',
      changing(input => resetAdministrator(parts, options, textIn(input, 'accountId') ?? account.accountId)),
    ],
  ]);
}

/**
 * Makes an account in a data directory that no server uses.
 *
 * @throws DirectoryInUse while a server runs: then its operators' socket takes the command. OperatorError
 */
export function createAccountOffline(given: ServerOptions, request: AccountRequest): Promise<NewAccount> {
  return withAccounts(given, async (options, database) => {
    const keyring = await openKeys(options, database);
    const parts = { database, keyring, clock: systemClock, random: randomBytes };
    await using audit = new BatchingTrail(database, systemClock);
    return await createAccount({ ...parts, audit }, options, request);
  });
}

/** Tells the accounts of a data directory that no server uses. Throws as `createAccountOffline`. */
export function listAccountsOffline(given: ServerOptions): Promise<readonly AccountView[]> {
  return withAccounts(given, (_options, database) => viewAccounts(database));
}

/** Closes an account in a data directory that no server uses. Throws as `createAccountOffline`. */
export function closeAccountOffline(given: ServerOptions, accountId: string): Promise<AccountView> {
  return withAccounts(given, async (options, database) => {
    await using audit = new BatchingTrail(database, systemClock);
    return await closeAccount({ database, clock: systemClock, random: randomBytes, audit }, options, accountId);
  });
}

/**
 * Makes new credentials for a root user in a data directory that no server uses: the first account's, which is made if
 * a first start was killed before it made it, unless another one is named.
 *
 * @throws DirectoryInUse while a server runs: then its operators' socket takes the command. OperatorError
 */
export function resetRoot(given: ServerOptions, accountId?: string): Promise<NewKey> {
  return resetOffline(given, accountId, resetRootUser);
}

/** Makes an account's administrator anew, as `resetRoot` does with the root user. */
export function resetAdmin(given: ServerOptions, accountId?: string): Promise<NewKey> {
  return resetOffline(given, accountId, resetAdministrator);
}

async function resetOffline(
  given: ServerOptions,
  accountId: string | undefined,
  reset: typeof resetRootUser,
): Promise<NewKey> {
  const options = existingData(given);
  await using storage = await openStorage(options);
  const { database } = storage;
  const keyring = await openKeys(options, database);
  const parts = { database, keyring, clock: systemClock, random: randomBytes };
  await using audit = new BatchingTrail(database, systemClock);
  const first = await ensureAccount(parts, options);
  return await reset({ ...parts, audit }, options, accountId ?? first.accountId);
}

async function withAccounts<T>(
  given: ServerOptions,
  work: (options: ServerOptions, database: Database) => Promise<T>,
): Promise<T> {
  const options = existingData(given);
  await using storage = await openStorage(options);
  if ((await storage.database.read(findFirstAccount)) === undefined) throw noAccountYet();
  return await work(options, storage.database);
}

/** A text that the operator may have given. @throws OperatorError for anything else in its place */
function textIn(input: OperatorInput, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new OperatorError(`\`${name}\` is not a text`);
}

/** Each command begins when the one before has ended: file and database must tell of the same key. */
function oneAtATime(): <T>(command: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return command => {
    const next = last.then(command);
    last = next.catch(() => undefined);
    return next;
  };
}
