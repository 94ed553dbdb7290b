import { MAX_BATCH_SPAN_MS } from './batch-body.ts';
import { decodeSome, type FactOutline } from './batch-decode.ts';
import type { Reader } from '../storage/database.ts';
import type { AuditFact } from './fact.ts';
import { readTermBatches, type TermBatch, type TermPlace } from './term-store.ts';
import { type TermKind, termNumber, termsOf } from './terms.ts';
import { eventTime } from './uuid-v7.ts';

/** Which records are asked for. */
export interface Query {
  readonly accountId: string;
  readonly region: string;
  /** Absent: every record. `eventId` compares the id itself. */
  readonly attribute?: { readonly kind: TermKind | 'eventId'; readonly value: string } | undefined;
  /** Both inclusive, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/**
 * A record's place in the order of answers: by time, then by batch, then by place in the batch. It stays where it is
 * while records come in, so a page that begins after it neither repeats nor loses any.
 */
export interface Place {
  readonly at: number;
  readonly seq: number;
  readonly index: number;
}

export interface FoundFact extends Place {
  readonly fact: AuditFact;
}

/**
 * The newest facts that answer a query, at most `limit`, all of them older than `after`. Sees what is indexed: call
 * `indexAll` before.
 */
export async function lookUp(
  reader: Reader,
  query: Query,
  after: Place | undefined,
  limit: number,
): Promise<FoundFact[]> {
  const range = rangeOf(query, after);
  if (range === undefined || limit < 1) return [];
  const { kind, value } = termOf(query);
  const term = termNumber(query.accountId, query.region, kind, value);
  // A batch ends within the span after each of its facts, so none that matters begins the list earlier.
  let before: TermPlace = { lastAt: Math.min(range.to + MAX_BATCH_SPAN_MS, MAX_TIME), seq: Number.MAX_SAFE_INTEGER };
  const found: FoundFact[] = [];
  /** Facts that a batch further down the list could still come before, the newest first. */
  let open: FoundFact[] = [];
  for (;;) {
    const batches = await readTermBatches(reader, term, before, range, PAGE_BATCHES);
    for (const batch of batches) {
      const closed = open.findIndex(fact => fact.at <= batch.last_at);
      found.push(...open.splice(0, closed === -1 ? open.length : closed));
      if (found.length >= limit) return found.slice(0, limit);
      open = [...open, ...matches(batch, query, range, after)].toSorted(newestFirst);
    }
    const last = batches.at(-1);
    if (last === undefined || batches.length < PAGE_BATCHES) return [...found, ...open].slice(0, limit);
    before = { lastAt: last.last_at, seq: last.seq };
  }
}

/** Bodies that are read at once. */
const PAGE_BATCHES = 16;
/** What both a `bigint` column and a number hold. */
const MAX_TIME = Number.MAX_SAFE_INTEGER;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The times that the answer can have; undefined when there are none. */
function rangeOf(query: Query, after: Place | undefined): Range | undefined {
  let from = Math.max(query.from, 0);
  let to = Math.min(query.to, after?.at ?? MAX_TIME, MAX_TIME);
  if (query.attribute?.kind === 'eventId') {
    const at = eventTime(query.attribute.value);
    if (at === undefined) return undefined;
    from = Math.max(from, at);
    to = Math.min(to, at);
  }
  return from <= to ? { from, to } : undefined;
}

/** The term of the index that leads to the facts. An event's id has none: its time leads to it. */
function termOf(query: Query): { readonly kind: TermKind; readonly value: string } {
  const { attribute } = query;
  if (attribute === undefined || attribute.kind === 'eventId') return { kind: 'any', value: '' };
  return { kind: attribute.kind, value: attribute.value };
}

function matches(batch: TermBatch, query: Query, range: Range, after: Place | undefined): FoundFact[] {
  const { seq } = batch;
  const decoded = decodeSome(
    batch.body,
    outline => outline.at >= range.from && outline.at <= range.to && answers(outline, query),
  );
  const found = decoded.map(({ index, fact }) => ({ at: fact.at, seq, index, fact }));
  return after === undefined ? found : found.filter(one => newestFirst(after, one) < 0);
}

/** A batch holds facts of many accounts, and other terms may have the same number: each fact is looked at. */
function answers(fact: FactOutline, { accountId, region, attribute }: Query): boolean {
  if (fact.accountId !== accountId || fact.region !== region) return false;
  if (attribute === undefined) return true;
  if (attribute.kind === 'eventId') return fact.eventId === attribute.value;
  return termsOf(fact).some(([kind, value]) => kind === attribute.kind && value === attribute.value);
}

function newestFirst(a: Place, b: Place): number {
  return b.at - a.at || b.seq - a.seq || b.index - a.index;
}
