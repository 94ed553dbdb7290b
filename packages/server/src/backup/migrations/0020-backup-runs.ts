import type { Migration } from '../../storage/migrations.ts';

export const backupRunsMigration: Migration = {
  number: 20,
  name: 'backup-runs',
  sql: `
    create table backup_run (
      id {text} not null primary key,
      started_at {bigint} not null,
      -- Null while it runs, or when the server ended meanwhile.
      ended_at {bigint},
      -- RUNNING, COMPLETED or FAILED.
      status {text} not null,
      -- A folder, or s3://BUCKET/PREFIX.
      place text not null,
      -- The name of the file, or of the object behind the prefix.
      file text not null,
      bytes {bigint},
      -- Of a failed one: why.
      error text
    ) {strict};
    create index backup_run_by_time on backup_run (started_at);
  `,
};
