import { type Body, type FactRow, type Head, VERSION } from './batch-body.ts';
import type { AuditFact, AuditResource, Json, JsonObject } from './fact.ts';
import { damaged, type Packed, unpack, unpackString, type UnpackTables } from './packed-json.ts';
import type { UserIdentity } from './user-identity.ts';

/** What of a fact decides whether a lookup finds it: much less work to decode than the rest. */
export interface FactOutline {
  readonly eventId: string;
  readonly at: number;
  readonly type: AuditFact['type'];
  readonly service: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly readOnly: boolean;
  readonly caller?: UserIdentity;
  readonly resources: readonly AuditResource[];
}

/** A fact and its place among all facts of its batch. */
export interface DecodedFact {
  readonly index: number;
  readonly fact: AuditFact;
}

/** The facts of a batch, in their order. Throws when the text is damaged or written by a newer Coffer. */
export function decodeBatch(body: string): AuditFact[] {
  return decodeSome(body, () => true).map(decoded => decoded.fact);
}

/** The facts of a batch whose outline is wanted. Throws as `decodeBatch` does. */
export function decodeSome(body: string, isWanted: (outline: FactOutline) => boolean): DecodedFact[] {
  const batch = parse(body);
  const tables: UnpackTables = { strings: batch.s, keys: batch.k };
  const decoded: DecodedFact[] = [];
  let requestId = '';
  for (const [index, row] of batch.f.entries()) {
    if (row[3] !== 0) requestId = row[3];
    const outline = outlineOf(batch, tables, row);
    if (isWanted(outline)) decoded.push({ index, fact: complete(batch, tables, row, outline, requestId) });
  }
  return decoded;
}

/** The outlines of a batch's facts, in their order. Throws as `decodeBatch` does. */
export function decodeOutlines(body: string): FactOutline[] {
  const batch = parse(body);
  const tables: UnpackTables = { strings: batch.s, keys: batch.k };
  return batch.f.map(row => outlineOf(batch, tables, row));
}

function parse(body: string): Body {
  const batch = JSON.parse(body) as Body; // only encodeBatches writes bodies; their version is checked
  if (batch.v !== VERSION) throw new Error(`a batch of audit records has the unknown version ${String(batch.v)}`);
  return batch;
}

function outlineOf(batch: Body, tables: UnpackTables, row: FactRow): FactOutline {
  const [type, service, name, region, accountId, readOnly, caller] = headOf(batch, row);
  const outline = {
    eventId: row[0],
    at: batch.at + row[1],
    type: type === 0 ? ('AwsApiCall' as const) : ('AwsServiceEvent' as const),
    service: unpackString(tables, service),
    name: unpackString(tables, name),
    region: unpackString(tables, region),
    accountId: unpackString(tables, accountId),
    readOnly: readOnly === 1,
    resources: decodeResources(tables, row[6] ?? null),
  };
  return caller === -1 ? outline : { ...outline, caller: present(batch.c[caller]) };
}

function complete(batch: Body, tables: UnpackTables, row: FactRow, outline: FactOutline, requestId: string): AuditFact {
  const [, , , , , , , client, invokedBy] = headOf(batch, row);
  const [, , , , parameters, response, , errorCode, errorMessage, additional] = row;
  return {
    ...outline,
    requestId,
    ...(client === -1 ? {} : { client: present(batch.n[client]) }),
    ...(invokedBy === -1 ? {} : { invokedBy: unpackString(tables, invokedBy) }),
    parameters: asObject(unpack(tables, parameters ?? null)),
    response: asObject(unpack(tables, response ?? null)),
    ...(typeof errorCode === 'number' ? { errorCode: unpackString(tables, errorCode) } : {}),
    ...(typeof errorMessage === 'number' ? { errorMessage: unpackString(tables, errorMessage) } : {}),
    ...(additional === null || additional === undefined
      ? {}
      : { additional: present(asObject(unpack(tables, additional))) }),
  };
}

function headOf(batch: Body, row: FactRow): Head {
  return present(batch.h[row[2]]);
}

function decodeResources(tables: UnpackTables, packed: Packed): AuditResource[] {
  if (packed === null) return [];
  const resources: AuditResource[] = [];
  const places = typeof packed === 'object' ? packed : [];
  for (let i = 0; i < places.length; i += 2) {
    const [type, arn] = [places[i], places[i + 1]];
    if (typeof type !== 'number' || typeof arn !== 'number') throw damaged();
    resources.push({ type: unpackString(tables, type), arn: unpackString(tables, arn) });
  }
  return resources;
}

function asObject(value: Json): JsonObject | null {
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw damaged();
  return value as JsonObject; // `Array.isArray` does not narrow readonly arrays
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw damaged();
  return value;
}
