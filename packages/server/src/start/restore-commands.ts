/** Restoring a backup into a new data directory or PostgreSQL database, and checking one: both without a server. */
import { randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Redacted } from '@coffer/wire';
import { findFirstAccount } from '../accounts/account-store.ts';
import { BatchingTrail } from '../audit/audit-trail.ts';
import type { CiphertextReport } from '../backup/ciphertexts.ts';
import type { BackupHeader } from '../backup/header.ts';
import type { Progress } from '../backup/progress.ts';
import type { OpenBackup } from '../backup/read-backup.ts';
import type { RestoreParts, RestoreSummary } from '../backup/restore.ts';
import { systemClock } from '../clock.ts';
import type { AskShare } from '../keys/asked-shares.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import type { ServerOptions } from '../options.ts';
import { acquireLock } from '../storage/sqlite-lock.ts';
import { insertRecord } from './keyring-store.ts';
import { migrations } from './migrations.ts';
import { makeDataDir } from './open-storage.ts';
import { operatorFact } from './operator-fact.ts';
import { rootKeyProvider } from './root-key-provider.ts';

/** What somebody brings to open a backup, beside the place where its root key lies. */
export interface BackupKeys {
  /** The text of an age identity file. */
  readonly identities?: Redacted<string> | undefined;
  readonly passphrase?: Redacted<Buffer> | undefined;
  /** Gives shares of the root key, for one that is in shares. */
  readonly askShare?: AskShare | undefined;
}

/** A backup, as anybody may see it. Nothing of it is proven before it was opened. */
export interface BackupView extends Pick<BackupHeader, 'engine' | 'accounts' | 'accountsDigest' | 'hasAudit'> {
  /** ISO 8601. */
  readonly createdAt: string;
  /** Number of the newest migration. */
  readonly schema: number;
  readonly protection: BackupHeader['protection']['kind'];
}

/** What checking a backup has found. */
export interface VerifiedBackup extends BackupView {
  readonly bytes: number;
  readonly rows: number;
  readonly ciphertexts: CiphertextReport;
}

/** Reads the header of a backup. @throws OperatorError for what is none */
export async function viewBackup(path: string): Promise<BackupView> {
  const { readHeader } = await import('../backup/read-backup.ts');
  return viewOf(await readHeader(path));
}

/**
 * Reads every byte of a backup and opens every ciphertext in it.
 *
 * @throws OperatorError when it is damaged or does not open; what a single row has is in the report
 */
export async function verifyBackup(
  options: ServerOptions,
  path: string,
  keys: BackupKeys,
  progress: Progress = () => undefined,
): Promise<VerifiedBackup> {
  const backup = await openWith(options, path, keys);
  const [{ checkBackup }, { openCiphertexts }, { INTERNAL_PLACES }, { backupRows }, { TLS_PLACE }] = await Promise.all([
    import('../backup/check-backup.ts'),
    import('../backup/ciphertexts.ts'),
    import('../backup/internal-places.ts'),
    import('../backup/row-source.ts'),
    import('./tls-place.ts'),
  ]);
  const { rows } = await checkBackup(backup, progress);
  const source = backupRows(backup, done => progress({ phase: 'decrypt', done, total: backup.bytes }));
  const ciphertexts = await openCiphertexts(source, backup.keyring, [...INTERNAL_PLACES, TLS_PLACE]);
  return { ...viewOf(backup.header), bytes: backup.bytes, rows, ciphertexts };
}

/**
 * Restores a backup: into PostgreSQL where the options name one, else into the data directory.
 *
 * @throws OperatorError and nothing was written: for a backup that is damaged, foreign, of a newer version or does not
 *   open, and for a database that is not empty. DirectoryInUse, StorageUnavailable, RootKeyRefused
 */
export async function restoreBackup(
  given: ServerOptions,
  path: string,
  keys: BackupKeys,
  progress: Progress = () => undefined,
): Promise<RestoreSummary> {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  // Nothing is made, no folder either, for a file that is none.
  const backup = await openWith(options, path, keys);
  const [{ checkBackup }, { restorePostgres, restoreSqlite }] = await Promise.all([
    import('../backup/check-backup.ts'),
    import('../backup/restore.ts'),
  ]);
  const content = await checkBackup(backup, progress);
  const parts: RestoreParts = {
    migrations,
    provider: await rootKeyProvider(options),
    async finish(database, writer, record) {
      await insertRecord(writer, record);
      const first = await findFirstAccount(writer);
      if (first === undefined) return;
      await using audit = new BatchingTrail(database, systemClock);
      const fact = operatorFact(randomBytes, {
        at: systemClock.now(),
        service: 'backup',
        name: 'RestoreJobCompleted',
        region: options.regions[0] ?? '',
        accountId: first.account_id,
        additional: { rows: content.rows, backupCreatedAt: new Date(backup.header.createdAt).toISOString() },
      });
      await audit.insert(writer, [fact]);
    },
    random: randomBytes,
    clock: systemClock,
  };
  await makeDataDir(options.dataDir);
  using _lock = await acquireLock(options.dataDir);
  if (options.database === undefined) {
    const target = await whereItLeads(join(options.dataDir, 'coffer.db'));
    return await restoreSqlite({ backup, content }, target, parts, progress);
  }
  const { openPostgres } = await import('../storage/postgres.ts');
  await using database = await openPostgres(options.database);
  return await restorePostgres({ backup, content }, database, parts, progress);
}

async function openWith(options: ServerOptions, path: string, keys: BackupKeys): Promise<OpenBackup> {
  const { openBackup, readHeader } = await import('../backup/read-backup.ts');
  const { protection } = await readHeader(path);
  const provider = protection.kind === 'root-key' ? await providerWith(options, keys) : undefined;
  return openBackup(path, { ...keys, provider }, randomBytes);
}

async function providerWith(options: ServerOptions, { askShare }: BackupKeys): Promise<RootKeyProvider> {
  const provider = await rootKeyProvider(options);
  if (provider.kind !== 'shamir' || askShare === undefined) return provider;
  const { withAskedShares } = await import('../keys/asked-shares.ts');
  return withAskedShares(provider, askShare, () => systemClock.now());
}

function viewOf({
  createdAt,
  schema,
  protection,
  engine,
  accounts,
  accountsDigest,
  hasAudit,
}: BackupHeader): BackupView {
  return {
    createdAt: new Date(createdAt).toISOString(),
    engine,
    schema: schema.at(-1)?.number ?? 0,
    protection: protection.kind,
    accounts,
    accountsDigest,
    hasAudit,
  };
}

async function whereItLeads(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
