/** Fills the tables of a database that nobody uses yet: the other half of a snapshot. */
import type { SqlValue } from './sql.ts';
import { quoted } from './snapshot.ts';
import type { Table, TableRow } from './snapshot.ts';

/** Takes tables in the order of `Snapshot.tables`. */
export interface TableLoader {
  /** Takes out what the migrations themselves have put into the tables. */
  empty(tables: readonly Table[]): Promise<void>;
  /** Adds rows, whose values stand in the order of the table's columns. */
  insert(table: Table, rows: readonly TableRow[]): Promise<void>;
  /** No number up to this one is given to a row again. Only for tables with `{identity}`. */
  setLastIdentity(table: Table, last: number): Promise<void>;
}

/** `insert into t (a, b) values `: what comes before the values. */
export function insertInto({ name, columns }: Table): string {
  return `insert into ${quoted(name)} (${columns.map(quoted).join(', ')}) values `;
}

/** How many bytes a value takes, roughly: to bound what is on its way at one time. */
export function roughBytes(row: TableRow): number {
  let bytes = 0;
  for (const value of row) bytes += bytesOf(value);
  return bytes;
}

function bytesOf(value: SqlValue): number {
  return value === null || typeof value === 'number' ? 8 : value.length;
}
