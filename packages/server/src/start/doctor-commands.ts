/** An examination, by the running server or of a data directory that no server uses. */
import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Progress } from '../backup/progress.ts';
import { systemClock } from '../clock.ts';
import { openKeyring } from '../keys/keyring.ts';
import type { ServerOptions } from '../options.ts';
import type { Database, Reader } from '../storage/database.ts';
import type { Snapshot } from '../storage/snapshot.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { OperatorCommand } from './admin.ts';
import type { Diagnosis } from './doctor/finding.ts';
import type { OpenedKeyring } from './doctor/run.ts';
import { loadRecord } from './keyring-store.ts';
import type { OperatorTasks } from './operator-tasks.ts';
import { rootKeyProvider } from './root-key-provider.ts';

/** The operators' command of a running server, by path. */
export function doctorCommands(
  database: Database,
  options: ServerOptions,
  tasks: OperatorTasks,
): ReadonlyMap<string, OperatorCommand> {
  return new Map<string, OperatorCommand>([
    [
      '/doctor',
      async ({ deep = false }) =>
        tasks.start(async progress => {
          const { examine } = await import('./doctor/run.ts');
          const parts = {
            options,
            clock: systemClock,
            isRunning: true,
            engine: database.engine,
            openSnapshot: () => database.openSnapshot(),
            openAside: await asideOf(database.path),
            openKeyring: (snapshot: Snapshot) => keyringOf(options, snapshot),
          };
          return examine(parts, { deep: deep === true, progress });
        }),
    ],
  ]);
}

/** Examines what no server uses; writes nothing, not even a newer schema. */
export async function examineOffline(
  given: ServerOptions,
  { deep, progress }: { readonly deep: boolean; readonly progress: Progress },
): Promise<Diagnosis> {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  const { examine } = await import('./doctor/run.ts');
  await using database = options.database === undefined ? undefined : await postgresAt(options.database);
  return await examine(
    {
      options,
      clock: systemClock,
      isRunning: false,
      engine: options.database === undefined ? 'sqlite' : 'postgres',
      openSnapshot: async () => (database === undefined ? await sqliteIn(options.dataDir) : await database()),
      openAside: await asideOf(database === undefined ? join(options.dataDir, 'coffer.db') : undefined),
      openKeyring: snapshot => keyringOf(options, snapshot),
    },
    { deep, progress },
  );
}

async function sqliteIn(dataDir: string): Promise<Snapshot> {
  const path = join(dataDir, 'coffer.db');
  if (!existsSync(path)) throw new OperatorError(`there is no database in \`${dataDir}\``);
  const { openSqliteSnapshot } = await import('../storage/sqlite-snapshot.ts');
  return openSqliteSnapshot(path);
}

/** Opens a snapshot when it is asked to: that PostgreSQL is away is a finding. */
async function postgresAt(url: string): Promise<(() => Promise<Snapshot>) & AsyncDisposable> {
  const { openPostgres } = await import('../storage/postgres.ts');
  let opened: Database | undefined;
  const open = async () => {
    opened = await openPostgres(url);
    return opened.openSnapshot();
  };
  return Object.assign(open, { [Symbol.asyncDispose]: async () => opened?.[Symbol.asyncDispose]() });
}

/** Where SQLite reads aside; PostgreSQL is another program anyway, and answers through the snapshot. */
async function asideOf(path: string | undefined): Promise<(snapshot: Snapshot) => Reader & AsyncDisposable> {
  const { openSqliteAside } = await import('../storage/sqlite-aside.ts');
  return snapshot =>
    path === undefined
      ? {
          all: statement => snapshot.all(statement),
          get: statement => snapshot.get(statement),
          async [Symbol.asyncDispose]() {},
        }
      : openSqliteAside(path);
}

/** Opens the keyring with what the provider gives now, as a start would. */
async function keyringOf(options: ServerOptions, snapshot: Snapshot): Promise<OpenedKeyring> {
  const provider = await rootKeyProvider(options);
  const record = await loadRecord(snapshot);
  if (record === undefined) throw new OperatorError('the database has no keyring yet: no server has started on it');
  const { storeOf } = await import('../backup/protection.ts');
  const { description } = provider;
  if (!provider.isUnattended) return { keyring: undefined, description };
  return { keyring: await openKeyring(provider, storeOf(record), randomBytes), description };
}
