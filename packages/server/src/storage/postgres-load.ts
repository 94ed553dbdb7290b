import type { SchemaWriter } from './database.ts';
import { quoted } from './snapshot.ts';
import type { Table, TableRow } from './snapshot.ts';
import { sql } from './sql.ts';
import { insertInto, roughBytes } from './table-loader.ts';
import type { TableLoader } from './table-loader.ts';

/** How many values a statement may bind (the protocol counts them in 16 bits), with room to spare. */
const MAX_VALUES = 32_000;
const MAX_ROWS = 500;
/** How many bytes a statement has at most, unless a single row has more. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Fills the tables of a PostgreSQL database inside a write: all rows or none. */
export function postgresLoader(writer: SchemaWriter): TableLoader {
  return {
    async empty(tables) {
      for (const { name } of tables.toReversed()) await writer.script(`delete from ${quoted(name)}`);
    },
    async insert(table, rows) {
      for (const some of inStatements(table, rows)) await writer.run(insertion(table, some));
    },
    async setLastIdentity({ name, key }, last) {
      if (last === 0) return;
      await writer.get(sql`select setval(pg_get_serial_sequence(${quoted(name)}, ${key[0] ?? ''}), ${last})`);
    },
  };
}

/** One text for as many rows as usual, so that the server has it prepared. */
function insertion(table: Table, rows: readonly TableRow[]): { strings: readonly string[]; values: TableRow } {
  const values = rows.flat();
  const width = table.columns.length;
  const strings = values.map((_, i) => (i === 0 ? `${insertInto(table)}(` : i % width === 0 ? '), (' : ', '));
  return { strings: [...strings, ')'], values };
}

function* inStatements(table: Table, rows: readonly TableRow[]): Generator<readonly TableRow[]> {
  const most = Math.max(1, Math.min(MAX_ROWS, Math.floor(MAX_VALUES / table.columns.length)));
  let some: TableRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    const more = roughBytes(row);
    if (some.length > 0 && (some.length >= most || bytes + more > MAX_BYTES)) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(row);
    bytes += more;
  }
  if (some.length > 0) yield some;
}
