import type { Migration } from '../../storage/migrations.ts';

/**
 * `audit_batch` holds the facts; `audit_tail` names the batches that are not in `audit_term` yet: a table of its own,
 * because marking a batch would write its body again. `audit_term` is the inverted index: a term's number (terms.ts),
 * and the times of the first and last fact of the batch with that term. `audit_usage` counts bytes of indexed batches.
 * `audit_mirror` names the batches that a node still has to write to its `--audit-log`.
 */
export const audit: Migration = {
  number: 2,
  name: 'audit',
  sql: `
    create table audit_batch (
      seq {identity},
      first_at {bigint} not null,
      last_at {bigint} not null,
      bytes {bigint} not null,
      body text not null
    ) {strict};

    create table audit_tail (
      seq {bigint} not null primary key
    ) {strict};

    create table audit_term (
      term {bigint} not null,
      last_at {bigint} not null,
      seq {bigint} not null,
      first_at {bigint} not null,
      primary key (term, last_at, seq)
    ) {clustered};

    create table audit_usage (
      id integer not null primary key,
      bytes {bigint} not null
    ) {strict};

    insert into audit_usage (id, bytes) values (1, 0);

    create table audit_mirror (
      seq {bigint} not null primary key,
      node {text} not null,
      queued_at {bigint} not null
    ) {strict};
  `,
};
