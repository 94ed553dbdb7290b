/** New credentials for the root user: asked of a running server, or made in a data directory that no server uses. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { BatchingTrail } from '../audit/audit-trail.ts';
import { systemClock } from '../clock.ts';
import type { ServerOptions } from '../options.ts';
import { openKeys } from './open-keys.ts';
import { openStorage } from './open-storage.ts';
import type { Parts } from './parts.ts';
import { credentialsPath, ensureAccount, resetRootUser } from './root-user.ts';

/** Where the new credentials lie; never what they are. */
export interface ResetAnswer {
  readonly credentials: string;
  readonly accessKeyId: string;
}

/** The operators' command of a running server. */
export function resetRootCommand(
  { database, keyring, account, line }: Parts,
  options: ServerOptions,
): () => Promise<ResetAnswer> {
  const parts = { database, keyring, audit: line.audit, clock: systemClock, random: randomBytes };
  return oneAtATime(async () => {
    try {
      const { accessKeyId } = await resetRootUser(parts, options, account.accountId);
      return { credentials: credentialsPath(options), accessKeyId };
    } finally {
      // Whatever became of the file: the key in the database counts from now on.
      line.accessKeys.changed();
    }
  });
}

/**
 * Makes new credentials for the root user in a data directory that no server uses.
 *
 * @throws DirectoryInUse while a server runs: then its operators' socket takes the command
 */
export async function resetRoot(given: ServerOptions): Promise<ResetAnswer> {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  await using storage = await openStorage(options);
  const { database } = storage;
  const keyring = await openKeys(options, database);
  const parts = { database, keyring, clock: systemClock, random: randomBytes };
  await using audit = new BatchingTrail(database, systemClock);
  const { accountId } = await ensureAccount(parts, options);
  const { accessKeyId } = await resetRootUser({ ...parts, audit }, options, accountId);
  return { credentials: credentialsPath(options), accessKeyId };
}

/** Each call begins when the one before has ended: file and database must tell of the same key. */
function oneAtATime<T>(command: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(command);
    last = next.catch(() => undefined);
    return next;
  };
}
