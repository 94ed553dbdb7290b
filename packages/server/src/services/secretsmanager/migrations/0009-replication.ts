import type { Migration } from '../../../storage/migrations.ts';

export const replicationMigration: Migration = {
  number: 9,
  name: 'replication',
  sql: `
    -- PrimaryRegion: of a secret with replicas its own region, of a replica another; null: neither.
    alter table secret add column primary_region {text};
    -- In a replica: created_at of the primary's version that this one is a copy of.
    alter table secret_version add column source_created_at {bigint};

    create table secret_replica (
      -- The primary.
      secret_id {text} not null references secret (id) on delete cascade,
      region {text} not null,
      -- As the request wrote it.
      kms_key_id text not null,
      status {text} not null,
      status_message text,
      -- 1: a secret of the same name gives way. Only for the replication that was asked for so.
      overwrites {bigint} not null,
      -- How often this replication was refused since the last change.
      attempts {bigint} not null,
      -- JSON: the Caller of the last request that changed what is to be replicated.
      caller text not null,
      -- The secret that is the replica, once there is one.
      replica_id {text},
      primary key (secret_id, region)
    ) {strict};
    create unique index secret_replica_by_replica on secret_replica (replica_id);
  `,
};
