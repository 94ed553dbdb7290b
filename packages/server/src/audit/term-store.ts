/** The inverted index: which batches hold facts with a term. */
import type { Reader, Writer } from '../storage/database.ts';
import { join, type Sql, sql } from '../storage/sql.ts';
import type { StoredBatch } from './store.ts';

/** A term of one batch: when the first and the last of its facts with that term happened. */
export interface BatchTerm {
  readonly term: number;
  readonly seq: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A place in the index, which is read from the newest to the oldest. */
export interface TermPlace {
  readonly lastAt: number;
  readonly seq: number;
}

/** A batch with facts of a term. */
export interface TermBatch extends StoredBatch {
  readonly last_at: number;
}

/** Adds terms; those that are there already stay as they are. */
export async function insertTerms(writer: Writer, terms: readonly BatchTerm[]): Promise<void> {
  for (const some of powersOfTwo(terms)) {
    const rows = some.map(({ term, lastAt, seq, firstAt }) => sql`(${term}, ${lastAt}, ${seq}, ${firstAt})`);
    await writer.run(sql`
      insert into audit_term (term, last_at, seq, first_at)
      values ${join(rows)}
      on conflict do nothing
    `);
  }
}

/** Deletes terms; those that are not there do not matter. */
export async function deleteTerms(writer: Writer, terms: readonly BatchTerm[]): Promise<void> {
  for (const some of powersOfTwo(terms)) {
    const keys = some.map(
      ({ term, lastAt, seq }): Sql => sql`(cast(${term} as bigint), cast(${lastAt} as bigint), cast(${seq} as bigint))`,
    );
    await writer.run(sql`
      delete from audit_term
      where (term, last_at, seq) in (values ${join(keys)})
    `);
  }
}

/** Batches before a place, the newest first, that have facts of the term between two times (inclusive). */
export async function readTermBatches(
  reader: Reader,
  term: number,
  before: TermPlace,
  between: { readonly from: number; readonly to: number },
  limit: number,
): Promise<TermBatch[]> {
  return reader.all<TermBatch>(sql`
    select audit_term.seq as seq, audit_term.last_at as last_at, audit_batch.body as body
    from audit_term
    join audit_batch on audit_batch.seq = audit_term.seq
    where audit_term.term = ${term}
      and (audit_term.last_at, audit_term.seq) < (${before.lastAt}, ${before.seq})
      and audit_term.last_at >= ${between.from}
      and audit_term.first_at <= ${between.to}
    order by audit_term.last_at desc, audit_term.seq desc
    limit ${limit}
  `);
}

/** Rows of one statement at most. */
const MAX_ROWS = 64;

/** Slices whose lengths are few, so that the statements are few and stay prepared. */
function* powersOfTwo<T>(items: readonly T[]): Generator<readonly T[]> {
  let size = MAX_ROWS;
  for (let start = 0; start < items.length; start += size) {
    while (size > items.length - start) size /= 2;
    yield items.slice(start, start + size);
  }
}
