/** The SQL that keeps the index of searches: which secret has which word where. */
import type { Writer } from '../../storage/database.ts';
import { join, sql } from '../../storage/sql.ts';
import type { SecretRow } from './rows.ts';
import type { Searched, Term } from './search-terms.ts';
import { termsIn, termsOf } from './search-terms.ts';

/** Where a secret stands in the index; nothing of it ever changes. */
export type IndexPlace = Pick<SecretRow, 'id' | 'account_id' | 'region' | 'created_at'>;

/** How many terms one statement names. */
const TERMS_AT_ONCE = 50;

/** Brings the index up to date with a secret; `before` are its terms as they are stored. */
export async function storeTerms(writer: Writer, secret: IndexPlace & Searched, before: string): Promise<void> {
  const after = termsOf(secret);
  if (after === before) return;
  const old = new Set(termsIn(before));
  const now = new Set(termsIn(after));
  await removeTerms(writer, secret, [...old.difference(now)]);
  await insertTerms(writer, secret, [...now.difference(old)]);
  await writer.run(sql`update secret set search_terms = ${after} where id = ${secret.id}`);
}

/** Puts terms of a secret into the index that are not there. */
export async function insertTerms(writer: Writer, secret: IndexPlace, terms: readonly Term[]): Promise<void> {
  const { id, account_id: accountId, region, created_at: createdAt } = secret;
  for (const some of chunks(terms)) {
    const rows = some.map(
      term => sql`(${accountId}, ${region}, ${term.slice(1)}, ${term.slice(0, 1)}, ${createdAt}, ${id})`,
    );
    await writer.run(sql`
      insert into secret_word (account_id, region, word, place, created_at, secret_id)
      values ${join(rows)}`);
  }
}

/** Takes terms of a secret out of the index. */
export async function removeTerms(writer: Writer, secret: IndexPlace, terms: readonly Term[]): Promise<void> {
  const { id, account_id: accountId, region, created_at: createdAt } = secret;
  for (const some of chunks(terms)) {
    // The whole key each time, so that no engine thinks of reading the whole index.
    const rows = some.map(
      term => sql`(
        account_id = ${accountId}
        and region = ${region}
        and word = ${term.slice(1)}
        and place = ${term.slice(0, 1)}
        and created_at = ${createdAt}
        and secret_id = ${id}
      )`,
    );
    await writer.run(sql`delete from secret_word where ${join(rows, ' or ')}`);
  }
}

function chunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / TERMS_AT_ONCE) }, (_, i) =>
    all.slice(i * TERMS_AT_ONCE, (i + 1) * TERMS_AT_ONCE),
  );
}
