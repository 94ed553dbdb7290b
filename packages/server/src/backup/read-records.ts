/** Reads the records of a backup: the other half of records.ts. */
import { createSecretKey } from 'node:crypto';
import { KEY_BYTES } from '../keys/aead.ts';
import type { Table, TableRow } from '../storage/snapshot.ts';
import type { SqlValue } from '../storage/sql.ts';
import { MAX_RECORD_BYTES, RECORD_CODES, RECORD_HEAD_BYTES, VALUE_CODES } from './records.ts';
import type { BackupRecord } from './records.ts';

/** The bytes are no records of a backup: they were written by something else, or by a newer version. */
export class MalformedRecords extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedRecords';
  }
}

/**
 * Gives the records as they come, as many at a time as a piece of the stream holds; rows are empty unless their values
 * are asked for. Ends with the record that says so:
 * throws `MalformedRecords` where it is missing, where something follows it, and for what is no record.
 */
export async function* readRecords(
  stream: AsyncIterable<Uint8Array>,
  { withValues = true }: { readonly withValues?: boolean } = {},
): AsyncGenerator<readonly BackupRecord[]> {
  let pending: Uint8Array[] = [];
  let length = 0;
  // What is pending is put together only when it holds a whole record: a large one comes in many pieces.
  let needed = RECORD_HEAD_BYTES;
  let columns = 0;
  let hasEnded = false;
  for await (const piece of stream) {
    if (hasEnded && piece.length > 0) throw new MalformedRecords('something follows the end');
    pending.push(piece);
    length += piece.length;
    if (length < needed) continue;
    const bytes = Buffer.concat(pending, length);
    const records: BackupRecord[] = [];
    let at = 0;
    needed = RECORD_HEAD_BYTES;
    while (bytes.length - at >= RECORD_HEAD_BYTES) {
      if (hasEnded) throw new MalformedRecords('something follows the end');
      const recordBytes = readLength(bytes, at);
      if (bytes.length - at < recordBytes) {
        needed = recordBytes;
        break;
      }
      const isCounted = !withValues && bytes[at + 4] === RECORD_CODES.row;
      const record = isCounted ? COUNTED : readRecord(bytes.subarray(at + 4, at + recordBytes), columns);
      if (record.type === 'table') columns = record.table.columns.length;
      hasEnded = record.type === 'end';
      records.push(record);
      at += recordBytes;
    }
    pending = [bytes.subarray(at)];
    length = bytes.length - at;
    if (hasEnded && length > 0) throw new MalformedRecords('something follows the end');
    if (records.length > 0) yield records;
  }
  if (!hasEnded) throw new MalformedRecords('the end is missing');
}

/** A row whose values nobody looks at. */
const COUNTED: BackupRecord = { type: 'row', row: [] };

/** Of the whole record, its length field included. */
function readLength(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at);
  if (length < 1 || length > MAX_RECORD_BYTES) throw new MalformedRecords('a record is too long or too short');
  return 4 + length;
}

function readRecord(bytes: Buffer, columns: number): BackupRecord {
  const body = bytes.subarray(1);
  switch (bytes[0]) {
    case RECORD_CODES.row:
      return { type: 'row', row: readRow(body, columns) };
    case RECORD_CODES.table:
      return { type: 'table', table: readTable(readJson(body)) };
    case RECORD_CODES['table-end']: {
      const { rows, lastIdentity } = readJson(body);
      return {
        type: 'table-end',
        rows: whole(rows),
        lastIdentity: lastIdentity === undefined ? undefined : whole(lastIdentity),
      };
    }
    case RECORD_CODES.key:
      return readKey(body);
    case RECORD_CODES.end: {
      const { tables, rows } = readJson(body);
      return { type: 'end', tables: whole(tables), rows: whole(rows) };
    }
    default:
      throw new MalformedRecords('a record is of an unknown type');
  }
}

function readKey(body: Buffer): BackupRecord {
  if (body.length <= KEY_BYTES) throw new MalformedRecords('the travel key is cut off');
  const key = createSecretKey(body.subarray(0, KEY_BYTES));
  body.fill(0, 0, KEY_BYTES);
  return { type: 'key', key, wrappedInternalKey: Buffer.from(body.subarray(KEY_BYTES)) };
}

function readRow(body: Buffer, columns: number): TableRow {
  const row: SqlValue[] = [];
  let at = 0;
  for (let i = 0; i < columns; i += 1) {
    const code = body[at];
    at += 1;
    switch (code) {
      case VALUE_CODES.null:
        row.push(null);
        break;
      case VALUE_CODES.whole:
        need(body, at, 8);
        row.push(body.readInt32BE(at) * 2 ** 32 + body.readUInt32BE(at + 4));
        at += 8;
        break;
      case VALUE_CODES.real:
        need(body, at, 8);
        row.push(body.readDoubleBE(at));
        at += 8;
        break;
      case VALUE_CODES.text:
      case VALUE_CODES.bytes: {
        need(body, at, 4);
        const length = body.readUInt32BE(at);
        at += 4;
        need(body, at, length);
        row.push(code === VALUE_CODES.text ? body.toString('utf8', at, at + length) : body.subarray(at, at + length));
        at += length;
        break;
      }
      default:
        throw new MalformedRecords('a value is of an unknown type');
    }
  }
  if (at !== body.length) throw new MalformedRecords('a row has more values than its table has columns');
  return row;
}

function need(body: Buffer, at: number, bytes: number): void {
  if (at + bytes > body.length) throw new MalformedRecords('a value is cut off');
}

function readJson(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Said below.
  }
  throw new MalformedRecords('a record is no JSON');
}

function readTable({ name, columns, key }: Readonly<Record<string, unknown>>): Table {
  if (typeof name === 'string' && isNames(columns) && isNames(key)) return { name, columns, key };
  throw new MalformedRecords('a table has no name or no columns');
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string');
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new MalformedRecords('a count is no number');
}
