import { type FactRow, type Head, MAX_BATCH_SPAN_MS, VERSION } from './batch-body.ts';
import type { AuditFact, AuditResource } from './fact.ts';
import { newTables, pack, type Packed, packObject, packString, type PackTables } from './packed-json.ts';

/** A row of `audit_batch` to be. */
export interface EncodedBatch {
  /** The earliest and the latest time among its facts, in milliseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** ASCII and well-formed Unicode without NUL, whatever the facts hold. */
  readonly body: string;
}

/** Encodes facts in their order, into as few batches as the limits allow. */
export function encodeBatches(facts: readonly AuditFact[]): EncodedBatch[] {
  const batches: EncodedBatch[] = [];
  let draft: Draft | undefined;
  for (const fact of facts) {
    if (draft !== undefined && !hasRoom(draft, fact)) {
      batches.push(finish(draft));
      draft = undefined;
    }
    draft ??= newDraft(fact.at);
    add(draft, fact);
  }
  if (draft !== undefined) batches.push(finish(draft));
  return batches;
}

/** Bounds what a lookup decodes for one fact. */
const MAX_BATCH_FACTS = 256;
/** UTF-16 units of texts, for the same reason. One fact may be larger. */
const MAX_BATCH_SIZE = 256 * 1024;

/** A table of objects, each once as JSON. */
interface ObjectTable {
  readonly texts: string[];
  readonly places: Map<string, number>;
  /** The records of one request come one after the other and share their objects. */
  last: object | undefined;
  lastPlace: number;
}

/** A head and what it was made of. */
interface KnownHead {
  readonly fact: AuditFact;
  readonly caller: number;
  readonly client: number;
}

interface Draft {
  readonly at: number;
  firstAt: number;
  lastAt: number;
  readonly tables: PackTables;
  readonly callers: ObjectTable;
  readonly clients: ObjectTable;
  readonly heads: Head[];
  readonly knownHeads: KnownHead[];
  readonly rows: FactRow[];
  lastRequestId: string | undefined;
}

function newDraft(at: number): Draft {
  return {
    at,
    firstAt: at,
    lastAt: at,
    tables: newTables(),
    callers: newObjectTable(),
    clients: newObjectTable(),
    heads: [],
    knownHeads: [],
    rows: [],
    lastRequestId: undefined,
  };
}

function hasRoom(draft: Draft, fact: AuditFact): boolean {
  const span = Math.max(draft.lastAt, fact.at) - Math.min(draft.firstAt, fact.at);
  return draft.rows.length < MAX_BATCH_FACTS && draft.tables.size < MAX_BATCH_SIZE && span <= MAX_BATCH_SPAN_MS;
}

function add(draft: Draft, fact: AuditFact): void {
  const { tables } = draft;
  const row: [string, number, number, string | 0, ...(Packed | undefined)[]] = [
    fact.eventId,
    fact.at - draft.at,
    headPlace(draft, fact),
    fact.requestId === draft.lastRequestId ? 0 : fact.requestId,
    fact.parameters === null ? null : packObject(tables, fact.parameters),
    fact.response === null ? null : packObject(tables, fact.response),
    fact.resources.length === 0 ? null : packResources(tables, fact.resources),
    fact.errorCode === undefined ? null : packString(tables, fact.errorCode),
    fact.errorMessage === undefined ? null : packString(tables, fact.errorMessage),
    fact.additional === undefined ? null : pack(tables, fact.additional),
  ];
  while (row.at(-1) === null) row.pop();
  draft.rows.push(row);
  draft.lastRequestId = fact.requestId;
  draft.firstAt = Math.min(draft.firstAt, fact.at);
  draft.lastAt = Math.max(draft.lastAt, fact.at);
}

function headPlace(draft: Draft, fact: AuditFact): number {
  const caller = fact.caller === undefined ? -1 : objectPlace(draft.callers, fact.caller);
  const client = fact.client === undefined ? -1 : objectPlace(draft.clients, fact.client);
  // A batch has few heads, and comparing texts that are mostly the same objects is faster than to hash them.
  const known = draft.knownHeads.findIndex(
    head => head.client === client && head.caller === caller && isSameOperation(head.fact, fact),
  );
  if (known !== -1) return known;
  const { tables } = draft;
  draft.knownHeads.push({ fact, caller, client });
  draft.heads.push([
    fact.type === 'AwsApiCall' ? 0 : 1,
    packString(tables, fact.service),
    packString(tables, fact.name),
    packString(tables, fact.region),
    packString(tables, fact.accountId),
    fact.readOnly ? 1 : 0,
    caller,
    client,
    fact.invokedBy === undefined ? -1 : packString(tables, fact.invokedBy),
  ]);
  return draft.heads.length - 1;
}

function isSameOperation(a: AuditFact, b: AuditFact): boolean {
  return (
    a.name === b.name &&
    a.service === b.service &&
    a.accountId === b.accountId &&
    a.region === b.region &&
    a.type === b.type &&
    a.readOnly === b.readOnly &&
    a.invokedBy === b.invokedBy
  );
}

function packResources(tables: PackTables, resources: readonly AuditResource[]): Packed {
  const packed: number[] = [];
  for (const { type, arn } of resources) packed.push(packString(tables, type), packString(tables, arn));
  return packed;
}

function newObjectTable(): ObjectTable {
  return { texts: [], places: new Map(), last: undefined, lastPlace: -1 };
}

function objectPlace(table: ObjectTable, value: object): number {
  // Every request has an object of its own for its client, mostly with what the one before it held.
  if (table.last !== undefined && isAlike(table.last, value)) return table.lastPlace;
  const text = JSON.stringify(value);
  let place = table.places.get(text);
  if (place === undefined) {
    place = table.texts.length;
    table.texts.push(text);
    table.places.set(text, place);
  }
  table.last = value;
  table.lastPlace = place;
  return place;
}

/** Whether two objects of one type hold the same values, objects among them the same ones. */
function isAlike<T extends object>(a: T, b: T): boolean {
  if (a === b) return true;
  for (const key in b) if (a[key] !== b[key]) return false;
  for (const key in a) if (!(key in b)) return false;
  return true;
}

function finish(draft: Draft): EncodedBatch {
  const { tables } = draft;
  const body =
    `{"v":${VERSION},"at":${draft.at},"s":${JSON.stringify(tables.strings)},"k":${JSON.stringify(tables.keys)},` +
    `"c":[${draft.callers.texts.join()}],"n":[${draft.clients.texts.join()}],` +
    `"h":${JSON.stringify(draft.heads)},"f":${JSON.stringify(draft.rows)}}`;
  return { firstAt: draft.firstAt, lastAt: draft.lastAt, body };
}
