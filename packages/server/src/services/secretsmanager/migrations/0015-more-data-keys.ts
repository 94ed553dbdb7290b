import type { Migration } from '../../../storage/migrations.ts';

export const moreDataKeysMigration: Migration = {
  number: 15,
  name: 'more-data-keys',
  sql: `
    -- JSON: the data key under further KMS keys, a list of {key, blob} with the oldest first. The key is its ARN, or null
    -- for the account's default key; the blob is in base64. Null: data_key is the only one.
    alter table secret_version add column more_data_keys text;
  `,
};
