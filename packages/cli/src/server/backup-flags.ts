/** What a server is told of backups that it makes by itself. */
import { resolve } from 'node:path';
import type { BackupOptions } from '@coffer/server';
import { wrongUsage } from '../failure.ts';
import { count, many, text, toggle } from '../flags.ts';
import type { FlagValues } from '../flags.ts';

export const backupFlags = {
  'backup-schedule': text(
    'SCHEDULE',
    'backups that make themselves: `rate(6 hours)`, `rate(1 day)`, or `cron(0 3 * * ? *)` on the hour in UTC; `none` ends an ' +
      'earlier schedule',
    { variable: 'COFFER_BACKUP_SCHEDULE' },
  ),
  'backup-to': text('PLACE', 'where they go: a folder, or `s3://BUCKET/PREFIX`', { variable: 'COFFER_BACKUP_TO' }),
  'backup-keep': count(
    'N',
    'how many of them stay; the oldest are removed',
    { min: 1, max: 10_000 },
    { variable: 'COFFER_BACKUP_KEEP', fallback: '7' },
  ),
  'backup-recipient': many('AGE1...', 'they open for this age recipient, instead of with the root key', {
    variable: 'COFFER_BACKUP_RECIPIENT',
  }),
  'backup-without-audit': toggle('they leave the audit history out', { variable: 'COFFER_BACKUP_WITHOUT_AUDIT' }),
  'backup-s3-endpoint': text('URL', "for `s3://`: another address than AWS's", {
    variable: 'COFFER_BACKUP_S3_ENDPOINT',
  }),
  'backup-s3-region': text('REGION', 'for `s3://`: the region of the bucket; default: AWS_REGION, else `us-east-1`', {
    variable: 'COFFER_BACKUP_S3_REGION',
  }),
  'backup-s3-profile': text(
    'NAME',
    'for `s3://`: a profile of the shared credentials file; default: the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ' +
      'else `default`',
    { variable: 'COFFER_BACKUP_S3_PROFILE' },
  ),
} as const;

/** The options of scheduled backups; undefined: there is no schedule. Throws a `Failure` where flags do not fit together. */
export function backupOptions(cwd: string, flags: FlagValues<typeof backupFlags>): BackupOptions | undefined {
  const { 'backup-schedule': schedule, 'backup-to': to } = flags;
  if (schedule === undefined) {
    if (to !== undefined) throw wrongUsage('`--backup-to` needs `--backup-schedule`: when are backups to be made?');
    return undefined;
  }
  if (to === undefined && schedule !== 'none') {
    throw wrongUsage('`--backup-schedule` needs `--backup-to`: where are backups to go?');
  }
  return {
    schedule,
    to: to === undefined || to.startsWith('s3://') ? (to ?? '') : resolve(cwd, to),
    keep: flags['backup-keep'],
    recipients: flags['backup-recipient'] ?? [],
    hasAudit: flags['backup-without-audit'] !== true,
    s3Endpoint: flags['backup-s3-endpoint'],
    s3Region: flags['backup-s3-region'],
    s3Profile: flags['backup-s3-profile'],
  };
}
