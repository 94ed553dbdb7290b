/** Scheduled backups of a running server, as its options want them. */
import { readFile } from 'node:fs/promises';
import { awsCredentials } from '../keys/aws-credentials.ts';
import { folderPlace } from '../backup/folder-place.ts';
import type { BackupPlace } from '../backup/place.ts';
import { readS3Url, s3Place } from '../backup/s3-place.ts';
import { readSchedule } from '../backup/schedule.ts';
import { cancelBackups, planBackups, SCHEDULED_BACKUP, scheduledBackup } from '../backup/scheduled-job.ts';
import { systemClock } from '../clock.ts';
import { JobRunner } from '../jobs/runner.ts';
import type { Log } from '../log.ts';
import type { BackupOptions, ServerOptions } from '../options.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { BackupSource } from './backup-commands.ts';
import { storeBackup } from './backup-commands.ts';

/**
 * Plans the backups and makes them when they are due, until it is disposed of: a backup that is being made then ends,
 * and is made at the next start.
 *
 * @throws OperatorError for options that are wrong
 */
export async function startScheduledBackups(
  source: BackupSource & { readonly log: Log },
  options: ServerOptions,
  backup: BackupOptions,
): Promise<AsyncDisposable> {
  const { database, log } = source;
  if (backup.schedule === 'none') {
    await cancelBackups(database);
    return { async [Symbol.asyncDispose]() {} };
  }
  const stop = new AbortController();
  const request = { recipients: backup.recipients, hasAudit: backup.hasAudit };
  const parts = {
    database,
    clock: systemClock,
    schedule: readSchedule(backup.schedule),
    place: await placeOf(options, backup),
    keep: backup.keep,
    write: (sink: Parameters<typeof storeBackup>[3], file: string) =>
      storeBackup(source, options, { file, request }, sink, undefined, stop.signal),
  };
  await planBackups(parts);
  const handlers = new Map([[SCHEDULED_BACKUP, scheduledBackup(parts)]]);
  const runner = new JobRunner({ database, clock: systemClock, log, handlers });
  runner.start();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new OperatorError('the server ends'));
      await runner[Symbol.asyncDispose]();
    },
  };
}

async function placeOf({ trustCa }: ServerOptions, backup: BackupOptions): Promise<BackupPlace> {
  const { to, s3Endpoint: endpoint, s3Profile: profile } = backup;
  if (!to.startsWith('s3://')) return folderPlace(to);
  const { bucket, prefix } = readS3Url(to);
  const region = backup.s3Region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const furtherCas = trustCa === undefined ? [] : [await readFile(trustCa, 'utf8')];
  const credentials = () => awsCredentials(process.env, profile);
  return s3Place(to, prefix, { bucket, region, endpoint, credentials, furtherCas, now: () => systemClock.now() });
}
