import { chmod, mkdir, open, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemClock } from '../clock.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { migrate } from '../storage/migrations.ts';
import { acquireLock } from '../storage/sqlite-lock.ts';
import { fileError } from '../storage/sqlite-errors.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { migrations } from './migrations.ts';
import type { RootKeyChoice } from './root-key-provider.ts';

/** A database that is open and up to date, and what must be closed with it, the last first. */
export interface OpenStorage extends AsyncDisposable {
  readonly database: Database;
  /** What an operator should know: a copy that was made before the schema changed, unsafe settings of PostgreSQL. */
  readonly notices: readonly string[];
}

/** What storage needs of a server's options; without a root key nobody asks whether the right one is there. */
export type StorageChoice = Pick<ServerOptions, 'dataDir' | 'database'> & Partial<RootKeyChoice>;

/**
 * Makes the data directory this process's own and opens its database, or the PostgreSQL that the options name.
 *
 * @throws DirectoryInUse naming the owner, StorageUnavailable, SchemaMismatch, OperatorError for a folder or database
 *   of another user; RootKeyRefused when the schema is to change and the root key is not that of the database
 */
export async function openStorage(options: StorageChoice): Promise<OpenStorage> {
  await using stack = new AsyncDisposableStack();
  await makeDataDir(options.dataDir);
  stack.use(await acquireLock(options.dataDir));
  const database = stack.use(
    options.database === undefined ? await openFile(stack, options.dataDir) : await openUrl(options.database),
  );
  const { copy } = await migrate(database, migrations, {
    now: () => systemClock.now(),
    mayChange: () => checkBefore(options, database),
  });
  const notices = copy === undefined ? [] : [`the database was copied to \`${copy}\` before its schema changed`];
  if (database.engine === 'postgres') notices.push(...(await noticesOfPostgres(database)));
  const opened = stack.move();
  return {
    database,
    notices,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Loaded by who needs it: a schema seldom changes. */
async function checkBefore({ rootKey, ...options }: StorageChoice, database: Database): Promise<void> {
  if (rootKey === undefined) return;
  const { checkRootKey } = await import('./check-root-key.ts');
  await checkRootKey({ ...options, rootKey }, database);
}

/** The driver is loaded by who needs it: it takes a tenth of a start. */
async function openUrl(url: string): Promise<Database> {
  const { openPostgres } = await import('../storage/postgres.ts');
  return openPostgres(url);
}

async function noticesOfPostgres({ reader }: Database): Promise<readonly string[]> {
  const { unsafeSettings } = await import('../storage/postgres-settings.ts');
  return unsafeSettings(reader);
}

/** The folder, this user's own and closed to others before a file lies in it; nothing of it belongs into version control. */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await mustBeOwn(dataDir, 'name a folder of your own, or one within it that the server makes itself');
    // A mounted volume may have one mode for all: then the owner is what counts.
    await chmod(dataDir, 0o700).catch(passIfOneOf(['EPERM', 'EROFS']));
    await writeFile(join(dataDir, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 }).catch(passIfOneOf(['EEXIST']));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`data directory \`${dataDir}\` cannot be used: ${why}`, { cause: error });
  }
}

/**
 * Opens the file that is really meant: where `coffer.db` is a link, SQLite keeps the write-ahead log beside the file
 * that it leads to, and another data directory may lead there too.
 */
async function openFile(stack: AsyncDisposableStack, dataDir: string): Promise<Database> {
  const path = await makeFile(join(dataDir, 'coffer.db'));
  await mustBeOwn(path, 'check who made it, and what is in it');
  if (dirname(path) !== (await realpath(dataDir))) stack.use(await acquireLock(dirname(path)));
  return openSqlite(path);
}

/** Makes the file if it is missing, for only what exists has a real path; gives that. */
async function makeFile(path: string): Promise<string> {
  try {
    await (await open(path, 'a', 0o600)).close();
    return await realpath(path);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Whoever owns a file or a folder can open it to others at any time, root's server or not. */
async function mustBeOwn(path: string, advice: string): Promise<void> {
  const { uid } = await stat(path);
  const self = process.getuid?.();
  // Windows: access lists, which the owner's number does not show.
  if (self === undefined || uid === self) return;
  throw new OperatorError(`\`${path}\` belongs to user ${uid}, and the server runs as user ${self}: ${advice}`);
}

function passIfOneOf(codes: readonly unknown[]): (error: unknown) => void {
  return error => {
    if (!(error instanceof Error && 'code' in error && codes.includes(error.code))) throw error;
  };
}
