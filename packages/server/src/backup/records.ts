/**
 * What a backup says, independent of the engine that it was made from: a sequence of records.
 *
 * ```
 * record   length of what follows (4 bytes) ‖ type (1 byte) ‖ body
 * T table  JSON: {name, columns, key}
 * R row    the values of the table that was named last, in the order of its columns
 * N end    JSON: {rows, lastIdentity} of that table
 * K key    the travel key (travel-key.ts): 32 bytes, then the internal key under it. Only as the first record
 * Z end    JSON: {tables, rows} of the whole
 *
 * value    00 null
 *          01 whole number, 8 bytes, two's complement      02 other number, 8 bytes, IEEE 754
 *          03 text, 04 bytes: length (4 bytes) ‖ UTF-8 or bytes
 * ```
 *
 * All numbers are big-endian.
 */
import type { KeyObject } from 'node:crypto';
import type { KeyringRecord } from '../keys/keyring.ts';
import type { Table, TableRow } from '../storage/snapshot.ts';
import type { SqlValue } from '../storage/sql.ts';

export type BackupRecord =
  | { readonly type: 'table'; readonly table: Table }
  | { readonly type: 'row'; readonly row: TableRow }
  | { readonly type: 'table-end'; readonly rows: number; readonly lastIdentity: number | undefined }
  | { readonly type: 'key'; readonly key: KeyObject; readonly wrappedInternalKey: Buffer }
  | { readonly type: 'end'; readonly tables: number; readonly rows: number };

export const RECORD_CODES = { table: 0x54, row: 0x52, 'table-end': 0x4e, key: 0x4b, end: 0x5a } as const;
export const VALUE_CODES = { null: 0, whole: 1, real: 2, text: 3, bytes: 4 } as const;

/** In bytes: what is larger than any row that Coffer stores. */
export const MAX_RECORD_BYTES = 512 * 1024 * 1024;
/** Length and type. */
export const RECORD_HEAD_BYTES = 5;

/** How many bytes are gathered before they go on their way. */
const BLOCK_BYTES = 256 * 1024;

/** Writes records into blocks of bytes. Rows come by the million, so that nothing is made for each of them. */
export class RecordWriter {
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #at = 0;
  #full: Buffer[] = [];

  /** Blocks that are full; whoever writes takes them now and then. */
  takeFull(): readonly Buffer[] {
    const full = this.#full;
    if (full.length > 0) this.#full = [];
    return full;
  }

  get hasFull(): boolean {
    return this.#full.length > 0;
  }

  /** All that is left, at the end. */
  takeRest(): readonly Buffer[] {
    this.#flush();
    return this.takeFull();
  }

  table({ name, columns, key }: Table): void {
    this.#json('table', { name, columns, key });
  }

  tableEnd(rows: number, lastIdentity: number | undefined): void {
    this.#json('table-end', { rows, lastIdentity });
  }

  end(tables: number, rows: number): void {
    this.#json('end', { tables, rows });
  }

  key({ key, record }: { readonly key: KeyObject; readonly record: Pick<KeyringRecord, 'wrappedInternalKey'> }): void {
    const bytes = key.export();
    const wrapped = record.wrappedInternalKey;
    this.#begin('key', bytes.length + wrapped.length);
    this.#at += bytes.copy(this.#block, this.#at);
    this.#block.set(wrapped, this.#at);
    this.#at += wrapped.length;
    bytes.fill(0);
  }

  row(row: TableRow): void {
    let most = 0;
    for (const value of row) most += sizeAtMost(value);
    this.#reserve(RECORD_HEAD_BYTES + most);
    const begin = this.#at;
    this.#at += RECORD_HEAD_BYTES;
    for (const value of row) this.#value(value);
    this.#block.writeUInt32BE(this.#at - begin - 4, begin);
    this.#block[begin + 4] = RECORD_CODES.row;
  }

  #json(type: keyof typeof RECORD_CODES, value: object): void {
    const text = Buffer.from(JSON.stringify(value), 'utf8');
    this.#begin(type, text.length);
    this.#at += text.copy(this.#block, this.#at);
  }

  #begin(type: keyof typeof RECORD_CODES, bytes: number): void {
    this.#reserve(RECORD_HEAD_BYTES + bytes);
    this.#at = this.#block.writeUInt32BE(bytes + 1, this.#at);
    this.#at = this.#block.writeUInt8(RECORD_CODES[type], this.#at);
  }

  #value(value: SqlValue): void {
    const block = this.#block;
    if (value === null) {
      block[this.#at++] = VALUE_CODES.null;
    } else if (typeof value === 'string') {
      block[this.#at] = VALUE_CODES.text;
      const bytes = block.write(value, this.#at + 5, 'utf8');
      block.writeUInt32BE(bytes, this.#at + 1);
      this.#at += 5 + bytes;
    } else if (typeof value === 'number') {
      this.#number(value);
    } else {
      block[this.#at] = VALUE_CODES.bytes;
      block.writeUInt32BE(value.length, this.#at + 1);
      block.set(value, this.#at + 5);
      this.#at += 5 + value.length;
    }
  }

  #number(value: number): void {
    const block = this.#block;
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      block[this.#at] = VALUE_CODES.whole;
      block.writeInt32BE(Math.floor(value / 2 ** 32), this.#at + 1);
      block.writeUInt32BE(value >>> 0, this.#at + 5);
    } else {
      block[this.#at] = VALUE_CODES.real;
      block.writeDoubleBE(value, this.#at + 1);
    }
    this.#at += 9;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#block.length) return;
    this.#flush();
    if (bytes > this.#block.length) this.#block = Buffer.allocUnsafe(bytes);
  }

  #flush(): void {
    if (this.#at === 0) return;
    this.#full.push(this.#block.subarray(0, this.#at));
    this.#block = Buffer.allocUnsafe(BLOCK_BYTES);
    this.#at = 0;
  }
}

/** A character of UTF-16 becomes three bytes of UTF-8 at most. */
function sizeAtMost(value: SqlValue): number {
  if (value === null) return 1;
  if (typeof value === 'number') return 9;
  return 5 + (typeof value === 'string' ? 3 * value.length : value.length);
}
