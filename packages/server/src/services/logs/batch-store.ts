/** The SQL of batches of events. */
import type { Reader, Writer } from '../../storage/database.ts';
import type { Sql } from '../../storage/sql.ts';
import { join, sql } from '../../storage/sql.ts';
import type { BatchRow, GroupRow } from './rows.ts';
import { prefixSql } from './store.ts';

/** The events of one PutLogEvents are at most so far apart, in milliseconds. Source: API reference. */
export const MAX_SPAN_MS = 86_400_000;

/** A few statements are enough for most requests, and none of them takes much memory. */
const BATCHES_AT_ONCE = 16;

export async function insertBatch(writer: Writer, row: BatchRow): Promise<void> {
  await writer.run(sql`
    insert into log_batch (stream_id, number, group_id, first_at, last_at, ingested_at, bytes, data)
    values (
      ${row.stream_id}, ${row.number}, ${row.group_id}, ${row.first_at}, ${row.last_at}, ${row.ingested_at},
      ${row.bytes}, ${row.data}
    )`);
}

/** Which batches: of a group, of these streams of it, or of those whose names begin so. */
export interface BatchesOf {
  readonly groupId: string;
  readonly streamIds?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
}

/** A batch with the name of its stream. */
export type ListedBatch = BatchRow & { readonly stream_name: string };

/** Events from `from` up to and with `to`, in milliseconds; batches that have any of them are meant. */
export interface BatchWindow {
  readonly from: number;
  readonly to: number;
  readonly isBackward: boolean;
}

/** Where a listing of batches goes on. */
export type BatchCursor = Pick<BatchRow, 'stream_id' | 'number' | 'first_at' | 'last_at'>;

/** The next batches of streams that are there by the time of their first event; backward: by that of their last, the latest first. */
export function listBatches(
  reader: Reader,
  { groupId, streamIds, prefix = '' }: BatchesOf,
  { from, to, isBackward }: BatchWindow,
  after: BatchCursor | undefined,
): Promise<ListedBatch[]> {
  const ofStreams =
    streamIds === undefined ? sql`` : sql`and b.stream_id in (${join(streamIds.map(id => sql`${id}`))})`;
  // A batch has at most a day: the second bound lets the index end the search.
  const window = isBackward
    ? sql`b.last_at >= ${from} and b.first_at <= ${to} and b.last_at <= ${to + MAX_SPAN_MS}`
    : sql`b.first_at <= ${to} and b.last_at >= ${from} and b.first_at >= ${from - MAX_SPAN_MS}`;
  const order = isBackward
    ? sql`b.last_at desc, b.stream_id desc, b.number desc`
    : sql`b.first_at, b.stream_id, b.number`;
  return reader.all<ListedBatch>(sql`
    select b.stream_id, b.number, b.group_id, b.first_at, b.last_at, b.ingested_at, b.bytes, b.data, s.name as stream_name
    from log_batch b
    join log_stream s on s.id = b.stream_id
    where b.group_id = ${groupId}
      ${ofStreams}
      ${prefixSql(sql`s.name`, prefix)}
      and ${window}
      ${after === undefined ? sql`` : sql`and ${afterSql(after, isBackward)}`}
    order by ${order}
    limit ${BATCHES_AT_ONCE}`);
}

function afterSql({ stream_id: id, number, first_at: first, last_at: last }: BatchCursor, isBackward: boolean): Sql {
  return isBackward
    ? sql`(b.last_at, b.stream_id, b.number) < (${last}, ${id}, ${number})`
    : sql`(b.first_at, b.stream_id, b.number) > (${first}, ${id}, ${number})`;
}

/** Groups whose events do not stay for ever. */
export function groupsWithRetention(reader: Reader): Promise<Pick<GroupRow, 'id' | 'retention_days'>[]> {
  return reader.all<Pick<GroupRow, 'id' | 'retention_days'>>(sql`
    select id, retention_days
    from log_group
    where retention_days is not null`);
}

/** Deletes some batches of a group whose events are all older; how many. */
export async function deleteOldBatches(
  writer: Writer,
  groupId: string,
  before: number,
  limit: number,
): Promise<number> {
  const rows = await writer.all<{ stream_id: string; number: number; bytes: number }>(sql`
    select stream_id, number, bytes
    from log_batch
    where group_id = ${groupId}
      and last_at < ${before}
    order by last_at, stream_id, number
    limit ${limit}`);
  const freed = new Map<string, number>();
  for (const { stream_id: id, number, bytes } of rows) {
    await writer.run(sql`delete from log_batch where stream_id = ${id} and number = ${number}`);
    freed.set(id, (freed.get(id) ?? 0) + bytes);
  }
  // In the order of their ids: two nodes that do the same do not wait for each other in a circle.
  for (const [id, bytes] of [...freed].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    await writer.run(sql`update log_stream set stored_bytes = stored_bytes - ${bytes} where id = ${id}`);
  }
  return rows.length;
}

/** Groups and streams that were deleted, and whose batches were not yet. */
export async function listGarbage(reader: Reader): Promise<readonly string[]> {
  const rows = await reader.all<{ id: string }>(sql`
    select id
    from log_garbage
    order by id
    limit 64`);
  return rows.map(({ id }) => id);
}

/** Deletes some batches of a group or stream that is gone; false: there was nothing left, and it is forgotten. */
export async function deleteGarbage(writer: Writer, id: string, limit: number): Promise<boolean> {
  const rows = await writer.all<{ stream_id: string; number: number }>(sql`
    select stream_id, number
    from log_batch
    where group_id = ${id}
    union all
    select stream_id, number
    from log_batch
    where stream_id = ${id}
    limit ${limit}`);
  for (const { stream_id: stream, number } of rows) {
    await writer.run(sql`delete from log_batch where stream_id = ${stream} and number = ${number}`);
  }
  if (rows.length > 0) return true;
  await writer.run(sql`delete from log_garbage where id = ${id}`);
  return false;
}
