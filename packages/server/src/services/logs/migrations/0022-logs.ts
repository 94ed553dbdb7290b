import type { Migration } from '../../../storage/migrations.ts';

/** Log groups, their streams, and events in sealed batches. */
export const logsMigration: Migration = {
  number: 22,
  name: 'logs',
  sql: `
    create table log_group (
      id {text} not null primary key,
      account_id {text} not null,
      region {text} not null,
      name {text} not null,
      -- Counts every change; a write compares it with the one that was authorized.
      revision {bigint} not null,
      created_at {bigint} not null,
      class text not null,
      -- 1: it cannot be deleted.
      is_protected {bigint} not null,
      -- Null: events stay for ever.
      retention_days {bigint},
      -- JSON: [["key","value"],…], in the order in which they were added.
      tags text not null
    ) {strict};
    create unique index log_group_by_name on log_group (account_id, region, name);

    create table log_stream (
      id {text} not null primary key,
      group_id {text} not null,
      name {text} not null,
      created_at {bigint} not null,
      first_event_at {bigint},
      last_event_at {bigint},
      ingested_at {bigint},
      -- The number of the next batch.
      next_batch {bigint} not null,
      stored_bytes {bigint} not null
    ) {strict};
    create unique index log_stream_by_name on log_stream (group_id, name);
    create index log_stream_by_last_event on log_stream (group_id, last_event_at, name);

    create table log_batch (
      stream_id {text} not null,
      number {bigint} not null,
      group_id {text} not null,
      -- Of its events; they are at most a day apart.
      first_at {bigint} not null,
      last_at {bigint} not null,
      ingested_at {bigint} not null,
      bytes {bigint} not null,
      -- Sealed: times and messages.
      data {blob} not null,
      primary key (stream_id, number)
    ) {strict};
    create index log_batch_of_stream_by_first on log_batch (stream_id, first_at, number);
    create index log_batch_of_stream_by_last on log_batch (stream_id, last_at, number);
    create index log_batch_of_group_by_first on log_batch (group_id, first_at, stream_id, number);
    create index log_batch_of_group_by_last on log_batch (group_id, last_at, stream_id, number);

    -- Groups and streams that are gone and whose batches are still to go.
    create table log_garbage (
      id {text} not null primary key
    ) {strict};
  `,
};
