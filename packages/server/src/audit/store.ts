/** The trail's batches: what is written with every answer, and the tail that the index does not know yet. */
import type { Reader, Writer } from '../storage/database.ts';
import { join, sql } from '../storage/sql.ts';
import type { EncodedBatch } from './batch-encode.ts';

/** A batch as it is read back to be decoded. */
export interface StoredBatch {
  readonly seq: number;
  readonly body: string;
}

/** Stores batches, unindexed; their numbers, in the order of the batches. */
export async function insertBatches(writer: Writer, batches: readonly EncodedBatch[]): Promise<number[]> {
  const seqs: number[] = [];
  for (const { firstAt, lastAt, body } of batches) {
    const row = await writer.get<{ seq: number }>(sql`
      insert into audit_batch (first_at, last_at, bytes, body)
      values (${firstAt}, ${lastAt}, ${Buffer.byteLength(body)}, ${body})
      returning seq
    `);
    if (row === undefined) throw new Error('the database gave a batch no number');
    await writer.run(sql`
      insert into audit_tail (seq)
      values (${row.seq})
    `);
    seqs.push(row.seq);
  }
  return seqs;
}

/** The newest batch's number; 0 when there is none. */
export async function newestSeq(reader: Reader): Promise<number> {
  const row = await reader.get<{ seq: number }>(sql`
    select coalesce(max(seq), 0) as seq
    from audit_batch
  `);
  return row?.seq ?? 0;
}

/** Whether a batch up to `upTo` is not indexed. */
export async function hasTail(reader: Reader, upTo: number): Promise<boolean> {
  const row = await reader.get(sql`
    select seq
    from audit_tail
    where seq <= ${upTo}
    limit 1
  `);
  return row !== undefined;
}

/** Locks unindexed batches, the oldest first: a node that is indexing them has finished when this returns. */
export async function lockTail(writer: Writer, upTo: number, limit: number): Promise<number[]> {
  const rows = await writer.all<{ seq: number }>(sql`
    select seq
    from audit_tail
    where seq <= ${upTo}
    order by seq
    limit ${limit}${writer.forUpdate}
  `);
  return rows.map(row => row.seq);
}

/** A batch is indexed. */
export async function removeFromTail(writer: Writer, seq: number): Promise<void> {
  await writer.run(sql`
    delete from audit_tail
    where seq = ${seq}
  `);
}

/** The bodies of these batches, by number; those that are gone are left out. */
export async function readBodies(reader: Reader, seqs: readonly number[]): Promise<StoredBatch[]> {
  if (seqs.length === 0) return [];
  return reader.all<StoredBatch>(sql`
    select seq, body
    from audit_batch
    where seq in (${join(seqs.map(seq => sql`${seq}`))})
    order by seq
  `);
}

/** Locks the oldest indexed batches. */
export async function lockOldest(
  writer: Writer,
  limit: number,
): Promise<{ readonly seq: number; readonly last_at: number; readonly bytes: number }[]> {
  return writer.all(sql`
    select seq, last_at, bytes
    from audit_batch
    where not exists (select 1 from audit_tail where audit_tail.seq = audit_batch.seq)
    order by seq
    limit ${limit}${writer.forUpdate}
  `);
}

/** Deletes a batch, also from the queue of a mirror that never got to it. Its terms are the caller's to delete. */
export async function deleteBatch(writer: Writer, seq: number): Promise<void> {
  await writer.run(sql`
    delete from audit_mirror
    where seq = ${seq}
  `);
  await writer.run(sql`
    delete from audit_batch
    where seq = ${seq}
  `);
}

/** Bytes that the indexed batches take, their part of the index included. */
export async function usedBytes(reader: Reader): Promise<number> {
  const row = await reader.get<{ bytes: number }>(sql`
    select bytes
    from audit_usage
    where id = 1
  `);
  return row?.bytes ?? 0;
}

/** Changes what `usedBytes` gives. */
export async function addUsage(writer: Writer, bytes: number): Promise<void> {
  await writer.run(sql`
    update audit_usage
    set bytes = bytes + ${bytes}
    where id = 1
  `);
}
