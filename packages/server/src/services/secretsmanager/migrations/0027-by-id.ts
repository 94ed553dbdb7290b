import type { Migration } from '../../../storage/migrations.ts';

export const byIdMigration: Migration = {
  number: 27,
  name: 'by-id',
  sql: `
    -- A list in no order at all, because ids are random: searches take samples from it.
    create index secret_by_id on secret (account_id, region, id);
  `,
};
