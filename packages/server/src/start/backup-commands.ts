/** Backups as operators make, check and restore them: asked of a running server, or done on a data directory. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { Redacted } from '@coffer/wire';
import { findFirstAccount } from '../accounts/account-store.ts';
import { BatchingTrail } from '../audit/audit-trail.ts';
import type { JsonObject } from '../audit/fact.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Progress } from '../backup/progress.ts';
import type { Sink } from '../backup/sink.ts';
import type { BackupParts, BackupRequest, BackupSummary } from '../backup/write-backup.ts';
import { systemClock } from '../clock.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { noAccountYet } from './account-errors.ts';
import type { OperatorCommand, OperatorInput } from './admin.ts';
import { existingData } from './existing-data.ts';
import { loadRecord } from './keyring-store.ts';
import { migrations } from './migrations.ts';
import { openKeys } from './open-keys.ts';
import { openStorage } from './open-storage.ts';
import { operatorFact } from './operator-fact.ts';
import type { OperatorTasks } from './operator-tasks.ts';

/** A backup that was made. */
export interface MadeBackup extends BackupSummary {
  readonly path: string;
}

/** What making a backup needs of a server. */
export interface BackupSource extends Pick<BackupParts, 'keyring'> {
  readonly database: Database;
  readonly audit: Pick<AuditTrail, 'insert'>;
}

/** The operators' commands of a running server, by path. */
export function backupCommands(
  source: BackupSource,
  options: Pick<ServerOptions, 'regions'>,
  tasks: OperatorTasks,
): ReadonlyMap<string, OperatorCommand> {
  return new Map<string, OperatorCommand>([
    [
      '/backup/create',
      async input => {
        const path = pathIn(input);
        const request = requestIn(input);
        return tasks.start((progress, signal) => makeBackup(source, options, { path, request }, progress, signal));
      },
    ],
    ['/backup/list', () => viewScheduledBackups(source.database)],
  ]);
}

/**
 * Makes a backup of a data directory that no server uses.
 *
 * @throws DirectoryInUse while a server runs: then its operators' socket takes the command. OperatorError
 */
export async function createBackupOffline(
  given: ServerOptions,
  path: string,
  request: BackupRequest,
  progress?: Progress,
  signal?: AbortSignal,
): Promise<MadeBackup> {
  const options = existingData(given);
  await using storage = await openStorage(options);
  const { database } = storage;
  const keyring = await openKeys(options, database);
  await using audit = new BatchingTrail(database, systemClock);
  return await makeBackup({ database, keyring, audit }, options, { path, request }, progress, signal);
}

/** A run of a scheduled backup; times are ISO 8601. */
export interface BackupRunView {
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  readonly place: string;
  readonly file: string;
  readonly bytes: number | null;
  readonly error: string | null;
}

/** What is known of scheduled backups. */
export interface ScheduledBackupsView {
  /** When the next one is due; null: none is planned. */
  readonly nextAt: string | null;
  /** The newest first. */
  readonly runs: readonly BackupRunView[];
}

/** Tells of the scheduled backups of a data directory that no server uses. Throws as `createBackupOffline`. */
export async function listBackupsOffline(given: ServerOptions): Promise<ScheduledBackupsView> {
  await using storage = await openStorage(existingData(given));
  return await viewScheduledBackups(storage.database);
}

async function viewScheduledBackups(database: Database): Promise<ScheduledBackupsView> {
  const [{ listRuns, nextBackup }, { SCHEDULED_BACKUP }] = await Promise.all([
    import('../backup/store.ts'),
    import('../backup/scheduled-job.ts'),
  ]);
  const next = await database.read(reader => nextBackup(reader, SCHEDULED_BACKUP));
  const runs = await database.read(reader => listRuns(reader, 100));
  return {
    nextAt: next === undefined ? null : iso(next),
    runs: runs.map(({ started_at: startedAt, ended_at: endedAt, status, place, file, bytes, error }) => {
      const ended = endedAt === null ? null : iso(endedAt);
      return { startedAt: iso(startedAt), endedAt: ended, status, place, file, bytes, error };
    }),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/**
 * Writes a backup to a file of mode 0600, which is there whole or not at all. Its record is durable before the file has
 * its name.
 *
 * @throws OperatorError
 */
export async function makeBackup(
  { database, keyring, audit }: BackupSource,
  { regions }: Pick<ServerOptions, 'regions'>,
  { path, request }: { readonly path: string; readonly request: BackupRequest },
  progress?: Progress,
  signal?: AbortSignal,
): Promise<MadeBackup> {
  const { openFileSink } = await import('../backup/file-sink.ts');
  await using sink = await openFileSink(path);
  const file = basename(path);
  const summary = await storeBackup(
    { database, keyring, audit },
    { regions },
    { file, request },
    sink,
    progress,
    signal,
  );
  await sink.publish();
  return { ...summary, path };
}

/** Writes a backup to a sink, and its record durably into the trail. The caller publishes the sink. @throws OperatorError */
export async function storeBackup(
  { database, keyring, audit }: BackupSource,
  { regions }: Pick<ServerOptions, 'regions'>,
  { file, request }: { readonly file: string; readonly request: BackupRequest },
  sink: Sink,
  progress?: Progress,
  signal?: AbortSignal,
): Promise<BackupSummary> {
  const { writeBackup } = await import('../backup/write-backup.ts');
  const now = systemClock.now();
  const parts = { database, keyring, migrations, loadKeyring: loadRecord, random: randomBytes, now };
  const summary = await writeBackup(parts, request, sink, { progress, signal });
  await recordBackup({ database, audit }, regions, 'BackupJobCompleted', {
    file,
    rows: summary.rows,
    bytes: summary.bytes,
    withAudit: request.hasAudit,
    protection: protectionOf(request),
    recipients: request.recipients ?? [],
  });
  return summary;
}

/** Puts an operator's backup or restore into the trail of the first account. @throws OperatorError when there is none */
export async function recordBackup(
  { database, audit }: Pick<BackupSource, 'database' | 'audit'>,
  regions: readonly string[],
  name: string,
  additional: JsonObject,
): Promise<void> {
  const first = await database.read(findFirstAccount);
  if (first === undefined) throw noAccountYet();
  const fact = operatorFact(randomBytes, {
    at: systemClock.now(),
    // The names of AWS Backup's own service events.
    service: 'backup',
    name,
    region: regions[0] ?? '',
    accountId: first.account_id,
    additional,
  });
  await database.write(writer => audit.insert(writer, [fact]));
}

/** Who opens a backup. */
function protectionOf({ passphrase, recipients }: BackupRequest): string {
  if (passphrase !== undefined) return 'passphrase';
  return recipients !== undefined && recipients.length > 0 ? 'age' : 'root-key';
}

/** The command line makes paths absolute: the server has another working directory. */
function pathIn({ path }: OperatorInput): string {
  if (typeof path !== 'string' || !path.startsWith('/')) throw new OperatorError('`path` is not an absolute path');
  return path;
}

function requestIn({ recipients = [], passphrase, hasAudit = true }: OperatorInput): BackupRequest {
  if (!Array.isArray(recipients) || !recipients.every(each => typeof each === 'string')) {
    throw new OperatorError('`recipients` is not a list of texts');
  }
  if (passphrase !== undefined && typeof passphrase !== 'string') throw new OperatorError('`passphrase` is not a text');
  if (typeof hasAudit !== 'boolean') throw new OperatorError('`hasAudit` is not a boolean');
  return {
    recipients,
    hasAudit,
    passphrase: passphrase === undefined ? undefined : new Redacted(Buffer.from(passphrase, 'base64')),
  };
}
