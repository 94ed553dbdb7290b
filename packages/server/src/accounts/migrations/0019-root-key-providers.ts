import type { Migration } from '../../storage/migrations.ts';

export const rootKeyProvidersMigration: Migration = {
  number: 19,
  name: 'root-key-providers',
  sql: `
    -- The kind of provider that holds the root key; null: file or env, of a database of the first release.
    alter table keyring add column provider {text};
    -- JSON: what the provider keeps here, such as the root key under an HSM's key; null: it needs nothing.
    alter table keyring add column provider_state text;
  `,
};
