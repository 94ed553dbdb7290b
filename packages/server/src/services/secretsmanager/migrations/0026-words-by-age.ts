import type { Migration } from '../../../storage/migrations.ts';

export const wordsByAgeMigration: Migration = {
  number: 26,
  name: 'words-by-age',
  sql: {
    sqlite: `
      -- What searches compare, so that they pass over a secret without its row: half of their time.
      create index secret_words_by_age
        on secret (account_id, region, created_at, id, deleted_at, name, search_terms);
    `,
    // PostgreSQL refuses rows of an index that are as long as some secrets' words.
    postgres: '',
  },
};
