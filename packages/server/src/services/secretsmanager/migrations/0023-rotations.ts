import type { Migration } from '../../../storage/migrations.ts';

export const rotationsMigration: Migration = {
  number: 23,
  name: 'rotations',
  sql: `
    -- The rotation of a secret that runs, or the last one that did.
    create table secret_rotation (
      secret_id {text} not null primary key references secret (id) on delete cascade,
      -- The version that it makes: the ClientRequestToken of its steps.
      version_id {text} not null,
      -- 'rotate', or 'test' for testSecret alone.
      purpose {text} not null,
      -- 'running', 'succeeded', 'failed' or 'abandoned'.
      status {text} not null,
      started_at {bigint} not null,
      ended_at {bigint},
      -- How often all of its steps were begun and did not end well.
      failures {bigint} not null,
      -- Why it failed last, or why it was abandoned.
      reason text,
      -- Not before this time are the steps begun (again).
      next_attempt_at {bigint} not null
    ) {strict};

    -- Secrets that waited for their rotation when nothing rotated them yet.
    insert into job (id, kind, subject, due_at, attempt)
    select 'rotation ' || id, 'secretsmanager.rotation', id, next_rotation_at, 0
    from secret
    where rotation_enabled = 1
      and next_rotation_at is not null
      and deleted_at is null;
  `,
};
