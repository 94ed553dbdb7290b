/** The SQL of scheduled backups: what was made, and what was not. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

/** A run of a scheduled backup. Times are milliseconds since 1970. */
export interface RunRow {
  readonly id: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  readonly place: string;
  readonly file: string;
  readonly bytes: number | null;
  readonly error: string | null;
}

/** How many runs are remembered. */
const KEPT_RUNS = 200;

/** Stores a run that begins; what still seems to run belongs to a server that has ended, and the oldest are forgotten. */
export async function beginRun(
  writer: Writer,
  run: Pick<RunRow, 'id' | 'started_at' | 'place' | 'file'>,
): Promise<void> {
  await writer.run(sql`
    update backup_run
    set status = 'FAILED', ended_at = ${run.started_at}, error = 'the server ended meanwhile'
    where status = 'RUNNING'`);
  await writer.run(sql`
    insert into backup_run (id, started_at, status, place, file)
    values (${run.id}, ${run.started_at}, 'RUNNING', ${run.place}, ${run.file})`);
  await writer.run(sql`
    delete from backup_run
    where started_at < (
      select min(started_at)
      from (select started_at from backup_run order by started_at desc limit ${KEPT_RUNS}) as newest
    )`);
}

/** Ends a run. */
export async function endRun(
  writer: Writer,
  { id, ended_at: endedAt, status, bytes, error }: Pick<RunRow, 'id' | 'ended_at' | 'status' | 'bytes' | 'error'>,
): Promise<void> {
  await writer.run(sql`
    update backup_run
    set ended_at = ${endedAt}, status = ${status}, bytes = ${bytes}, error = ${error}
    where id = ${id}`);
}

/** The newest runs, the last one first; of one status or of all. */
export function listRuns(reader: Reader, limit: number, status?: RunRow['status']): Promise<RunRow[]> {
  return reader.all<RunRow>(sql`
    select id, started_at, ended_at, status, place, file, bytes, error
    from backup_run
    ${status === undefined ? sql`` : sql`where status = ${status}`}
    order by started_at desc, id
    limit ${limit}`);
}

/** When the next scheduled backup is due; undefined: none is. */
export async function nextBackup(reader: Reader, kind: string): Promise<number | undefined> {
  const row = await reader.get<{ due_at: number }>(sql`
    select due_at
    from job
    where kind = ${kind}`);
  return row?.due_at;
}
