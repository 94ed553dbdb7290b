import type { Migration } from '../../../storage/migrations.ts';

export const asymmetricKeysMigration: Migration = {
  number: 18,
  name: 'asymmetric-keys',
  sql: `
    -- AWS's names of what the material is and what it is for. The material is bound to both, unless they are these.
    alter table kms_key add column key_spec {text} not null default 'SYMMETRIC_DEFAULT';
    alter table kms_key add column key_usage {text} not null default 'ENCRYPT_DECRYPT';
  `,
};
