import type { SchemaWriter } from '../../../storage/database.ts';
import type { Migration } from '../../../storage/migrations.ts';
import { join, sql } from '../../../storage/sql.ts';
import type { Sql } from '../../../storage/sql.ts';
import type { IndexPlace } from '../search-store.ts';
import type { Searched } from '../search-terms.ts';
import { termsIn, termsOf } from '../search-terms.ts';

export const searchMigration: Migration = {
  number: 11,
  name: 'search',
  // PostgreSQL indexes only what it stores, SQLite adds only what it does not.
  sql: { sqlite: schema('virtual'), postgres: schema('stored') },
  fill: indexAll,
};

function schema(generated: 'virtual' | 'stored'): string {
  return `
    -- The secret's terms, each behind a blank: a letter for the place, then the word (search-terms.ts).
    alter table secret add column search_terms {text} not null default '';

    -- The same the other way round, in the order of creation.
    create table secret_word (
      account_id {text} not null,
      region {text} not null,
      word {text} not null,
      place {text} not null,
      created_at {bigint} not null,
      secret_id {text} not null,
      primary key (account_id, region, place, word, created_at, secret_id)
    ) {clustered};

    -- By LastAccessedDate those come first that were never read.
    alter table secret add column accessed_order {bigint} generated always as (coalesce(accessed_at, 0)) ${generated};

    -- Each order that a list can have. deleted_at stands in them so that a list passes over deleted secrets unread.
    drop index secret_by_age;
    create index secret_by_age on secret (account_id, region, created_at, id, deleted_at);
    create index secret_by_change on secret (account_id, region, changed_at, id, deleted_at);
    create index secret_by_access on secret (account_id, region, accessed_order, id, deleted_at);
    -- Searches for names find here what they sort by.
    create index secret_by_name_and_age on secret (account_id, region, name, created_at, id, deleted_at);
  `;
}

/** How many secrets are in memory at one time. */
const SECRETS_AT_ONCE = 500;
/** How many rows a statement inserts: six values each, of 32,766 that SQLite binds. */
const TERMS_AT_ONCE = 1_000;

/** Indexes the secrets that are there already. In the order of the index of their ages, so that words are appended. */
async function indexAll(writer: SchemaWriter): Promise<void> {
  let last: IndexPlace = { account_id: '', region: '', created_at: 0, id: '' };
  for (;;) {
    const secrets = await writer.all<IndexPlace & Searched>(sql`
      select id, account_id, region, created_at, name, description, tags, deleted_at, primary_region
      from secret
      where (account_id, region, created_at, id) > (${last.account_id}, ${last.region}, ${last.created_at}, ${last.id})
      order by account_id, region, created_at, id
      limit ${SECRETS_AT_ONCE}`);
    const end = secrets.at(-1);
    if (end === undefined) return;
    await indexSome(writer, secrets);
    last = end;
  }
}

async function indexSome(writer: SchemaWriter, secrets: readonly (IndexPlace & Searched)[]): Promise<void> {
  const found = secrets.map(secret => ({ secret, terms: termsOf(secret) }));
  await writer.run(sql`
    update secret
    set search_terms = found.column2
    from (values ${join(found.map(({ secret, terms }) => sql`(${secret.id}, ${terms})`))}) as found
    where secret.id = found.column1`);
  const rows: Sql[] = [];
  for (const { secret, terms } of found) {
    for (const term of termsIn(terms)) {
      rows.push(
        sql`(${secret.account_id}, ${secret.region}, ${term.slice(1)}, ${term.slice(0, 1)}, ${secret.created_at}, ${secret.id})`,
      );
    }
  }
  for (let i = 0; i < rows.length; i += TERMS_AT_ONCE) {
    await writer.run(sql`
      insert into secret_word (account_id, region, word, place, created_at, secret_id)
      values ${join(rows.slice(i, i + TERMS_AT_ONCE))}`);
  }
}
