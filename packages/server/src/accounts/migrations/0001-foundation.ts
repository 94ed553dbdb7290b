import type { Migration } from '../../storage/migrations.ts';

export const foundationMigration: Migration = {
  number: 1,
  name: 'foundation',
  sql: `
    -- One row: the internal key under the root key, and the fingerprint of that root key.
    create table keyring (
      id integer not null primary key check (id = 1),
      root_key_id {text} not null,
      internal_key {blob} not null
    ) {strict};

    -- One row: the certificate authority and the server's certificate, their private keys sealed.
    create table tls_material (
      id integer not null primary key check (id = 1),
      revision {bigint} not null,
      sealed {blob} not null
    ) {strict};

    create table account (
      account_id {text} not null primary key,
      created_at {bigint} not null
    ) {strict};

    create table access_key (
      access_key_id {text} not null primary key,
      account_id {text} not null references account (account_id),
      -- Sealed under the internal key.
      secret {blob} not null,
      created_at {bigint} not null
    ) {strict};
    create index access_key_by_account on access_key (account_id);
  `,
};
