import type { Migration } from '../../storage/migrations.ts';

export const jobsMigration: Migration = {
  number: 4,
  name: 'jobs',
  sql: `
    create table job (
      id {text} not null primary key,
      kind {text} not null,
      subject {text} not null,
      due_at {bigint} not null,
      lease_owner {text},
      lease_until {bigint},
      attempt {bigint} not null
    ) {strict};
    create unique index job_by_subject on job (kind, subject);
    create index job_by_time on job (due_at);
  `,
};
