import type { Migration } from '../../../storage/migrations.ts';

export const owningServiceMigration: Migration = {
  number: 25,
  name: 'owning-service',
  sql: `
    -- The service that made the secret for its caller and owns it: 'events'. Null: nobody but the account does.
    alter table secret add column owning_service {text};
  `,
};
