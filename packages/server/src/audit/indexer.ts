import { setImmediate as nextTurn } from 'node:timers/promises';
import { recordServiceUses } from '../identities/service-use-store.ts';
import type { Database, Writer } from '../storage/database.ts';
import { decodeOutlines, type FactOutline } from './batch-decode.ts';
import { serviceUsesOf } from './service-uses.ts';
import { addUsage, hasTail, lockTail, newestSeq, readBodies, removeFromTail } from './store.ts';
import { type BatchTerm, insertTerms } from './term-store.ts';
import { termNumber, termsOf } from './terms.ts';

/** Batches of one step: some milliseconds, in which no answer is written on SQLite. */
const STEP_BATCHES = 8;
/** What a row of the index takes in the database, about; measured on SQLite. */
const TERM_BYTES = 32;

/**
 * Indexes some of the oldest batches that are not indexed; how many. Call it again while it finds some and there is
 * time. Any number of nodes may do so at once.
 */
export async function indexStep(database: Database, limit = STEP_BATCHES): Promise<number> {
  return indexSome(database, Number.MAX_SAFE_INTEGER, limit);
}

/** Indexes everything up to a batch's number, by default all that is stored now, in small steps. */
export async function indexAll(database: Database, upTo?: number): Promise<void> {
  const last = upTo ?? (await database.read(newestSeq));
  // A step that found nothing may have waited for another node, and more may be left.
  while (await database.read(reader => hasTail(reader, last))) {
    await indexSome(database, last, STEP_BATCHES);
    await nextTurn();
  }
}

/** The rows of the index for a batch. Deletion makes them again from the facts, so nothing else may enter into them. */
export function batchTerms(seq: number, facts: readonly FactOutline[]): BatchTerm[] {
  const numbers = new Map<string, number>();
  const spans = new Map<number, { term: number; seq: number; firstAt: number; lastAt: number }>();
  for (const fact of facts) {
    const { accountId, region, at } = fact;
    for (const [kind, value] of termsOf(fact)) {
      const key = `${accountId}\0${region}\0${kind}\0${value}`;
      const term = numbers.get(key) ?? termNumber(accountId, region, kind, value);
      numbers.set(key, term);
      const span = spans.get(term);
      if (span === undefined) {
        spans.set(term, { term, seq, firstAt: at, lastAt: at });
      } else {
        span.firstAt = Math.min(span.firstAt, at);
        span.lastAt = Math.max(span.lastAt, at);
      }
    }
  }
  return [...spans.values()];
}

/** What a batch counts in `audit_usage`. */
export function usageOf(bytes: number, terms: readonly BatchTerm[]): number {
  return bytes + terms.length * TERM_BYTES;
}

async function indexSome(database: Database, upTo: number, limit: number): Promise<number> {
  return database.write(async writer => {
    const seqs = await lockTail(writer, upTo, limit);
    const facts: FactOutline[] = [];
    for (const { seq, body } of await readBodies(writer, seqs)) facts.push(...(await indexBatch(writer, seq, body)));
    await recordServiceUses(writer, serviceUsesOf(facts));
    for (const seq of seqs) await removeFromTail(writer, seq);
    return seqs.length;
  });
}

/** Gives what of the batch decides about lookups. */
async function indexBatch(writer: Writer, seq: number, body: string): Promise<readonly FactOutline[]> {
  const facts = decodeOutlines(body);
  const terms = batchTerms(seq, facts);
  await insertTerms(writer, terms);
  await addUsage(writer, usageOf(Buffer.byteLength(body), terms));
  return facts;
}
