/** Puts a backup into a database that holds nothing, of either engine: all of it or nothing. */
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../clock.ts';
import { recordOf } from '../keys/keyring.ts';
import type { KeyringRecord } from '../keys/keyring.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import type { Database, Writer } from '../storage/database.ts';
import { migrate } from '../storage/migrations.ts';
import type { Migration } from '../storage/migrations.ts';
import { postgresLoader } from '../storage/postgres-load.ts';
import type { Table } from '../storage/snapshot.ts';
import { openSqlite } from '../storage/sqlite.ts';
import { loadSqlite, publishFile, removeSqlite } from '../storage/sqlite-load.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { BackupContent } from './check-backup.ts';
import { loadBackup } from './load-backup.ts';
import type { Progress } from './progress.ts';
import { keyringRecord } from './protection.ts';
import type { OpenBackup } from './read-backup.ts';
import { migrationsOf } from './schema-steps.ts';

/** What restoring works with. */
export interface RestoreParts {
  readonly migrations: readonly Migration[];
  /** Where the root key of the restored database lies, or is to lie. */
  readonly provider: RootKeyProvider;
  /** Stores the keyring's row and the record of the restore. */
  readonly finish: (database: Database, writer: Writer, record: KeyringRecord) => Promise<void>;
  readonly random: Random;
  readonly clock: { now(): number };
}

/** A backup that was read to its end: it is whole, and nothing of it was changed. */
export interface Checked {
  readonly backup: OpenBackup;
  readonly content: BackupContent;
}

/** What was restored. */
export interface RestoreSummary {
  readonly rows: number;
  readonly tables: number;
  readonly rootKeyId: string;
  /** For operators: where what people must keep lies now. */
  readonly notices: readonly string[];
}

/**
 * Restores into the SQLite file `path`, which is missing or holds nothing. The database is made under another name and
 * takes its place when it is whole, so that whatever ends the process half way leaves nothing but a file to throw away,
 * which the next attempt does. The caller holds the data directory's lock.
 *
 * @throws OperatorError, StorageUnavailable: nothing is restored then
 */
export async function restoreSqlite(
  { backup, content }: Checked,
  path: string,
  parts: RestoreParts,
  progress: Progress,
): Promise<RestoreSummary> {
  const steps = migrationsOf(backup.header.schema, parts.migrations);
  if (existsSync(path)) await mustBeEmpty(() => openSqlite(path), `\`${path}\``);
  const partial = `${path}.restoring`;
  await removePartial(partial);
  try {
    const present = await makeEmpty(partial, steps, parts);
    await loadSqlite(partial, loader => loadBackup(backup, content, present, loader, progress));
    const { record, notices } = await newRecord(backup, parts.provider);
    {
      await using database = openSqlite(partial);
      await migrate(database, parts.migrations, parts.clock);
      await database.write(writer => parts.finish(database, writer, record));
    }
    removeSqlite(path);
    publishFile(partial, path);
    return summaryOf(content, record, notices);
  } finally {
    await removePartial(partial);
  }
}

/**
 * Restores into a PostgreSQL database that holds nothing, in one transaction; the schema is made before it. Servers that
 * start meanwhile wait for its end.
 *
 * @throws OperatorError, StorageUnavailable: nothing is restored then, unless `isOutcomeUnknown`
 */
export async function restorePostgres(
  { backup, content }: Checked,
  database: Database,
  parts: RestoreParts,
  progress: Progress,
): Promise<RestoreSummary> {
  const steps = migrationsOf(backup.header.schema, parts.migrations);
  await mustHoldNothing(database, 'the PostgreSQL database');
  await migrate(database, steps, parts.clock);
  const present = await tablesIn(database);
  const { record, notices } = await newRecord(backup, parts.provider);
  await database.writeSchema(async writer => {
    // Another restore, or the first start of a server, may have been faster.
    await mustHoldNothing(database, 'the PostgreSQL database');
    await loadBackup(backup, content, present, postgresLoader(writer), progress);
    await parts.finish(database, writer, record);
  });
  await migrate(database, parts.migrations, parts.clock);
  return summaryOf(content, record, notices);
}

async function makeEmpty(
  path: string,
  steps: readonly Migration[],
  parts: Pick<RestoreParts, 'clock'>,
): Promise<readonly Table[]> {
  await using database = openSqlite(path, { synchronous: 'off' });
  await migrate(database, steps, parts.clock);
  return await tablesIn(database);
}

async function tablesIn(database: Database): Promise<readonly Table[]> {
  await using snapshot = await database.openSnapshot();
  return await snapshot.tables();
}

async function mustBeEmpty(open: () => Database, place: string): Promise<void> {
  await using database = open();
  await mustHoldNothing(database, place);
}

/**
 * The first thing that a first start stores is the keyring, before anything else can be sealed.
 *
 * @throws OperatorError when there is a keyring or an account
 */
async function mustHoldNothing(database: Database, place: string): Promise<void> {
  await using snapshot = await database.openSnapshot();
  for (const table of await snapshot.tables()) {
    if ((table.name === 'keyring' || table.name === 'account') && (await snapshot.countRows(table)) > 0) {
      throw new OperatorError(`${place} is not empty: a backup is restored into a new database only`);
    }
  }
}

/** The keyring of the restored database: as it was, or under the root key of this place, which is made if need be. */
async function newRecord(
  { header, keyring }: OpenBackup,
  provider: RootKeyProvider,
): Promise<{ readonly record: KeyringRecord; readonly notices: readonly string[] }> {
  if (header.protection.kind === 'root-key') {
    return { record: keyringRecord(header.protection.keyring), notices: [] };
  }
  const made = await provider.first();
  return { record: recordOf(provider, made, keyring.wrapInternalKeyUnder(made.key)), notices: made.notices };
}

function summaryOf(content: BackupContent, record: KeyringRecord, notices: readonly string[]): RestoreSummary {
  return { rows: content.rows, tables: content.tables.length, rootKeyId: record.rootKeyId, notices };
}

/** The file, what lies beside it, and copies that were made before its schema changed. */
async function removePartial(partial: string): Promise<void> {
  removeSqlite(partial);
  const folder = dirname(partial);
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${basename(partial)}.before-`)) await rm(join(folder, name), { force: true });
  }
}
