/** One moment of a whole database, table by table: what backups are made of. */
import type { Reader } from './database.ts';
import type { SqlValue } from './sql.ts';

/** A table as both engines have it. */
export interface Table {
  readonly name: string;
  /** In the order of their definition, without those that the database calculates. */
  readonly columns: readonly string[];
  /** The columns of the primary key, in its order. */
  readonly key: readonly string[];
}

/** The values of a row, in the order of its table's columns. */
export type TableRow = readonly SqlValue[];

/** Reads one moment; rows are as `Reader` gives them. */
export interface Snapshot extends Reader, AsyncDisposable {
  /** Every table but `schema_migration`; those that a table refers to stand before it. */
  tables(): Promise<readonly Table[]>;
  /**
   * All rows in the order of the primary key, texts by their bytes, some at a time: a bounded number in memory. Several
   * tables may be read beside each other.
   */
  rows(table: Table): AsyncIterable<readonly TableRow[]>;
  countRows(table: Table): Promise<number>;
  /** Roughly how many rows there are, at once, however many: for who shows progress. */
  estimateRows(table: Table): Promise<number>;
  /** The highest number that the database gave to a row of the table (`{identity}`); undefined: it gives none. */
  lastIdentity(table: Table): Promise<number | undefined>;
}

/** What the migrations themselves keep: a restored database has its own. */
export const MIGRATIONS_TABLE = 'schema_migration';

/**
 * The tables in an order in which their rows can be inserted: each after those it refers to, else by name.
 *
 * @throws Error when tables refer to each other in a circle, or a table has no primary key: no migration may do so
 */
export function inOrderOfReferences(tables: readonly Table[], references: readonly Reference[]): readonly Table[] {
  const byName = new Map(tables.map(table => [table.name, table]));
  const ordered: Table[] = [];
  const states = new Map<string, 'open' | 'done'>();
  function visit(table: Table): void {
    const state = states.get(table.name);
    if (state === 'done') return;
    if (state === 'open') throw new Error(`table \`${table.name}\` refers to itself, directly or through others`);
    if (table.key.length === 0) throw new Error(`table \`${table.name}\` has no primary key`);
    states.set(table.name, 'open');
    for (const { from, to } of references) {
      const referred = from === table.name ? byName.get(to) : undefined;
      if (referred !== undefined) visit(referred);
    }
    states.set(table.name, 'done');
    ordered.push(table);
  }
  for (const table of tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))) visit(table);
  return ordered;
}

/** A foreign key. */
export interface Reference {
  readonly from: string;
  readonly to: string;
}

/** A name as SQL quotes it on both engines. It comes from the schema, never from outside. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The statement that reads a table's rows in their order. */
export function selectRows({ name, columns, key }: Table): string {
  return `select ${columns.map(quoted).join(', ')} from ${quoted(name)} order by ${key.map(quoted).join(', ')}`;
}
