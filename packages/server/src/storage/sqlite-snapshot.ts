import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import type { Row } from './database.ts';
import { inOrderOfReferences, MIGRATIONS_TABLE, quoted, selectRows } from './snapshot.ts';
import type { Reference, Snapshot, Table, TableRow } from './snapshot.ts';
import type { Sql, SqlValue } from './sql.ts';
import { sqliteError } from './sqlite-errors.ts';
import { roughBytes } from './table-loader.ts';

/** How long rows are read before whatever else waits in this process has its turn, in milliseconds. */
const SLICE_MS = 4;

/** How many rows, and how many bytes of them, come at one time. */
const BATCH_ROWS = 250;
const BATCH_BYTES = 512 * 1024;

/** How many rows are counted for an estimate. */
const MAX_COUNTED = 50_000;

/** Opens one moment of a SQLite file, on a connection of its own. Throws `StorageUnavailable`. */
export function openSqliteSnapshot(path: string): Snapshot {
  return new SqliteSnapshot(path);
}

/** A read transaction: the write-ahead log keeps what it reads until it ends. */
class SqliteSnapshot implements Snapshot {
  readonly #path: string;
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
      // The transaction begins with the first read.
      this.#database.exec('begin; pragma cache_size = -8192; select count(*) from sqlite_schema');
    } catch (error) {
      throw sqliteError(error, path);
    }
  }

  async all<T extends object>({ strings, values }: Sql): Promise<T[]> {
    return this.#attempt(() => this.#database.prepare(strings.join('?')).all(...values) as T[]); // as `Reader` promises
  }

  async get<T extends object>(statement: Sql): Promise<T | undefined> {
    return (await this.all<T>(statement))[0];
  }

  async tables(): Promise<readonly Table[]> {
    const names = this.#read("select name from pragma_table_list where schema = 'main' and type = 'table'")
      .map(row => String(row['name']))
      .filter(name => name !== MIGRATIONS_TABLE && !name.startsWith('sqlite_'));
    const references = names.flatMap(from =>
      this.#read('select "table" from pragma_foreign_key_list(?)', from).map((row): Reference => {
        return { from, to: String(row['table']) };
      }),
    );
    return inOrderOfReferences(
      names.map(name => this.#shapeOf(name)),
      references,
    );
  }

  async *rows(table: Table): AsyncIterable<readonly TableRow[]> {
    const statement = this.#attempt(() => this.#database.prepare(selectRows(table)));
    statement.setReturnArrays(true);
    let some: TableRow[] = [];
    let bytes = 0;
    let until = performance.now() + SLICE_MS;
    try {
      for (const value of statement.iterate()) {
        const row = toRow(value);
        some.push(row);
        bytes += roughBytes(row);
        if (some.length < BATCH_ROWS && bytes < BATCH_BYTES) continue;
        yield some;
        some = [];
        bytes = 0;
        if (performance.now() < until) continue;
        await turn();
        until = performance.now() + SLICE_MS;
      }
      if (some.length > 0) yield some;
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }

  async countRows({ name }: Table): Promise<number> {
    return Number(this.#read(`select count(*) as count from ${quoted(name)}`)[0]?.['count']);
  }

  async estimateRows({ name }: Table): Promise<number> {
    const [shape] = this.#read("select wr from pragma_table_list where schema = 'main' and name = ?", name);
    // Rows without a number are counted, as far as that takes a few milliseconds.
    const text =
      shape?.['wr'] === 1
        ? `select count(*) as count from (select 1 from ${quoted(name)} limit ${MAX_COUNTED})`
        : `select max(rowid) as count from ${quoted(name)}`;
    return Number(this.#read(text)[0]?.['count'] ?? 0);
  }

  async lastIdentity({ name }: Table): Promise<number | undefined> {
    const [table] = this.#read('select sql from sqlite_schema where name = ?', name);
    if (!/\bautoincrement\b/i.test(String(table?.['sql']))) return undefined;
    const [row] = this.#read('select seq from sqlite_sequence where name = ?', name);
    return row === undefined ? 0 : Number(row['seq']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  #shapeOf(name: string): Table {
    // Hidden: 2 and 3 are generated columns (https://sqlite.org/pragma.html#pragma_table_xinfo).
    const columns = this.#read('select name, pk, hidden from pragma_table_xinfo(?) order by cid', name);
    const key = columns.filter(({ pk }) => Number(pk) > 0).toSorted((a, b) => Number(a['pk']) - Number(b['pk']));
    return {
      name,
      columns: columns.filter(({ hidden }) => hidden === 0).map(column => String(column['name'])),
      key: key.map(column => String(column['name'])),
    };
  }

  #read(text: string, ...values: string[]): Row[] {
    return this.#attempt(() => this.#database.prepare(text).all(...values) as Row[]); // bigints only by `readBigInts`
  }

  #attempt<T>(f: () => T): T {
    try {
      return f();
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }
}

/** `setReturnArrays` makes rows arrays, which the declaration of `iterate` does not know. */
function toRow(row: Readonly<Record<string, SQLOutputValue>> | readonly SQLOutputValue[]): TableRow {
  if (!Array.isArray(row)) throw new TypeError('a row is no array');
  return row as SqlValue[]; // bigints only by `readBigInts`
}
