/** Rows as objects, table by table: of a running database or of a backup. */
import type { SqlValue } from '../storage/sql.ts';
import type { Snapshot, Table, TableRow } from '../storage/snapshot.ts';
import type { OpenBackup } from './read-backup.ts';

/** A row by the names of its columns. */
export type NamedRow = Readonly<Record<string, SqlValue>>;

export interface RowSource {
  /** Every table with its rows, which are taken before the next table. */
  tables(): AsyncIterable<{ readonly table: Table; readonly rows: AsyncIterable<NamedRow> }>;
  /** The rows of one table in the order of its key, beside whatever else is read; none when there is no such table. */
  rowsOf(name: string): AsyncIterable<NamedRow>;
}

/** The rows of a snapshot. */
export function snapshotRows(snapshot: Snapshot): RowSource {
  return {
    async *tables() {
      for (const table of await snapshot.tables()) yield { table, rows: named(table, oneByOne(snapshot.rows(table))) };
    },
    async *rowsOf(name) {
      const table = (await snapshot.tables()).find(each => each.name === name);
      if (table !== undefined) yield* named(table, oneByOne(snapshot.rows(table)));
    },
  };
}

/** The rows of a backup. Each table that is read beside the others reads the file once more up to there. */
export function backupRows(backup: OpenBackup, onBytes: (bytes: number) => void = () => undefined): RowSource {
  return {
    async *tables() {
      const records = flat(backup, onBytes);
      for (;;) {
        const { value: record, done } = await records.next();
        if (done === true) return;
        if (record.type === 'table') yield { table: record.table, rows: named(record.table, rowsUntilEnd(records)) };
      }
    },
    async *rowsOf(name) {
      const records = flat(backup, () => undefined);
      try {
        for (;;) {
          const { value: record, done } = await records.next();
          if (done === true) return;
          if (record.type !== 'table' || record.table.name !== name) continue;
          yield* named(record.table, rowsUntilEnd(records));
          return;
        }
      } finally {
        await records.return(undefined);
      }
    },
  };
}

type FlatRecord = Awaited<ReturnType<ReturnType<typeof flat>['next']>>['value'] & object;

async function* flat(backup: OpenBackup, onBytes: (bytes: number) => void) {
  for await (const some of backup.records({ onBytes })) yield* some;
}

async function* rowsUntilEnd(records: AsyncIterator<FlatRecord>): AsyncGenerator<TableRow> {
  for (;;) {
    const { value: record, done } = await records.next();
    if (done === true || record.type !== 'row') return;
    yield record.row;
  }
}

async function* oneByOne(batches: AsyncIterable<readonly TableRow[]>): AsyncGenerator<TableRow> {
  for await (const some of batches) yield* some;
}

async function* named({ columns }: Table, rows: AsyncIterable<TableRow>): AsyncGenerator<NamedRow> {
  for await (const row of rows) {
    const object: Record<string, SqlValue> = Object.create(null);
    for (const [i, column] of columns.entries()) object[column] = row[i] ?? null;
    yield object;
  }
}
