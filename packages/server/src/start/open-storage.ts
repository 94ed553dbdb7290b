import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { migrate } from '../storage/migrations.ts';
import { openPostgres } from '../storage/postgres.ts';
import { acquireLock } from '../storage/sqlite-lock.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { migrations } from './migrations.ts';

/** A database that is open and up to date, and what must be closed with it, the last first. */
export interface OpenStorage extends AsyncDisposable {
  readonly database: Database;
  /** What an operator should know: a copy that was made before the schema changed. */
  readonly notices: readonly string[];
}

/**
 * Makes the data directory this process's own and opens its database, or the PostgreSQL that the options name.
 *
 * @throws DirectoryInUse naming the owner, StorageUnavailable, SchemaMismatch
 */
export async function openStorage(options: Pick<ServerOptions, 'dataDir' | 'database'>): Promise<OpenStorage> {
  await using stack = new AsyncDisposableStack();
  await makeDataDir(options.dataDir);
  stack.use(await acquireLock(options.dataDir));
  const database = stack.use(
    options.database === undefined
      ? openSqlite(join(options.dataDir, 'coffer.db'))
      : await openPostgres(options.database),
  );
  const { copy } = await migrate(database, migrations, systemClock);
  const opened = stack.move();
  return {
    database,
    notices: copy === undefined ? [] : [`the database was copied to \`${copy}\` before its schema changed`],
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The folder, closed to other users; nothing of it belongs into version control. */
async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(join(dataDir, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw new OperatorError(`data directory \`${dataDir}\` cannot be used: ${(error as Error).message}`, {
      cause: error,
    }); // of node:fs
  }
}
