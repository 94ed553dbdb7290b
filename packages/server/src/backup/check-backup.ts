import { OperatorError } from '../transport/operator-error.ts';
import type { Progress } from './progress.ts';
import type { OpenBackup } from './read-backup.ts';
import type { Table } from '../storage/snapshot.ts';

/** What a whole backup holds. */
export interface BackupContent {
  /** In the order in which their rows can be inserted. */
  readonly tables: readonly Table[];
  readonly rows: number;
}

/**
 * Reads every byte of a backup and holds it against itself: each table whole, the counts right. Afterwards it is known
 * that nothing is missing, and that nothing was changed since it was written.
 *
 * @throws OperatorError when it is damaged
 */
export async function checkBackup(backup: OpenBackup, progress: Progress = () => undefined): Promise<BackupContent> {
  const tables = new Map<string, Table>();
  let current: { readonly table: Table; rows: number } | undefined;
  let total = 0;
  const records = backup.records({
    withValues: false,
    onBytes: done => progress({ phase: 'check', done, total: backup.bytes }),
  });
  for await (const some of records) {
    for (const record of some) {
      switch (record.type) {
        case 'row':
          if (current === undefined) throw damaged('a row belongs to no table');
          current.rows += 1;
          break;
        case 'table':
          if (current !== undefined || tables.has(record.table.name)) throw damaged('a table has no end');
          current = { table: record.table, rows: 0 };
          break;
        case 'table-end':
          if (current === undefined || current.rows !== record.rows) throw damaged('rows of a table are missing');
          tables.set(current.table.name, current.table);
          total += current.rows;
          current = undefined;
          break;
        case 'end':
          if (current !== undefined || record.rows !== total || record.tables !== tables.size) {
            throw damaged('tables are missing');
          }
          break;
        case 'key':
          break;
      }
    }
  }
  return { tables: [...tables.values()], rows: total };
}

function damaged(what: string): OperatorError {
  return new OperatorError(`the backup is damaged: ${what}`);
}
