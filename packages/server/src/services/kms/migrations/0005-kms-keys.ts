import type { Migration } from '../../../storage/migrations.ts';

export const kmsKeysMigration: Migration = {
  number: 5,
  name: 'kms-keys',
  sql: `
    create table kms_key (
      -- A UUID, as in the key's ARN.
      key_id {text} not null primary key,
      account_id {text} not null,
      region {text} not null,
      -- AWS for the keys that services make for an account, CUSTOMER for its own.
      manager {text} not null,
      description text not null,
      created_at {bigint} not null
    ) {strict};

    create table kms_backing_key (
      key_id {text} not null references kms_key (key_id),
      version {bigint} not null,
      -- 32 bytes under the root key.
      material {blob} not null,
      created_at {bigint} not null,
      primary key (key_id, version)
    ) {strict};

    create table kms_alias (
      account_id {text} not null,
      region {text} not null,
      -- With its prefix: alias/aws/secretsmanager.
      name {text} not null,
      key_id {text} not null references kms_key (key_id),
      created_at {bigint} not null,
      primary key (account_id, region, name)
    ) {strict};
  `,
};
