/** The rows of a backup on their way into empty tables. */
import type { Table, TableRow } from '../storage/snapshot.ts';
import { roughBytes } from '../storage/table-loader.ts';
import type { TableLoader } from '../storage/table-loader.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { BackupContent } from './check-backup.ts';
import type { Progress } from './progress.ts';
import type { OpenBackup } from './read-backup.ts';

/** How many rows, and how many bytes of them, are handed over at once. */
const BATCH_ROWS = 1_000;
const BATCH_BYTES = 1024 * 1024;

/**
 * Puts all rows of a backup into tables that are empty, but for what the migrations put there.
 *
 * @throws OperatorError when the tables are not those of the backup
 */
export async function loadBackup(
  backup: OpenBackup,
  { tables, rows: total }: BackupContent,
  present: readonly Table[],
  loader: TableLoader,
  progress: Progress,
): Promise<void> {
  for (const table of tables) requireSame(table, present);
  await loader.empty(tables);
  let table: Table | undefined;
  let batch: TableRow[] = [];
  let bytes = 0;
  let done = 0;
  async function flush(): Promise<void> {
    if (table !== undefined && batch.length > 0) await loader.insert(table, batch);
    done += batch.length;
    batch = [];
    bytes = 0;
    progress({ phase: 'restore', done, total });
  }
  for await (const some of backup.records()) {
    for (const record of some) {
      if (record.type === 'row') {
        batch.push(record.row);
        bytes += roughBytes(record.row);
        if (batch.length >= BATCH_ROWS || bytes >= BATCH_BYTES) await flush();
      } else if (record.type === 'table') {
        table = record.table;
      } else if (record.type === 'table-end' && table !== undefined) {
        await flush();
        if (record.lastIdentity !== undefined) await loader.setLastIdentity(table, record.lastIdentity);
      }
    }
  }
}

function requireSame(table: Table, present: readonly Table[]): void {
  const same = present.find(({ name }) => name === table.name);
  const columns = new Set(same?.columns);
  if (columns.size !== table.columns.length || !table.columns.every(column => columns.has(column))) {
    throw new OperatorError(
      `the backup has a table \`${table.name.slice(0, 100)}\` that this version of Coffer does not have`,
    );
  }
}
