/** Which batches a node still has to write to its `--audit-log`. */
import type { Reader, Writer } from '../storage/database.ts';
import { join, sql } from '../storage/sql.ts';
import type { StoredBatch } from './store.ts';

/** Whose batches they are, and when they were stored. */
export interface MirrorQueue {
  /** Names this process among all that share the database. */
  readonly node: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Goes with the transaction that stores the batches. */
export async function queueForMirror(writer: Writer, seqs: readonly number[], queue: MirrorQueue): Promise<void> {
  for (const seq of seqs) {
    await writer.run(sql`
      insert into audit_mirror (seq, node, queued_at)
      values (${seq}, ${queue.node}, ${queue.at})
    `);
  }
}

/** The oldest batches of a node. */
export async function readQueued(reader: Reader, node: string, limit: number): Promise<StoredBatch[]> {
  return reader.all<StoredBatch>(sql`
    select audit_batch.seq as seq, audit_batch.body as body
    from audit_mirror
    join audit_batch on audit_batch.seq = audit_mirror.seq
    where audit_mirror.node = ${node}
    order by audit_batch.seq
    limit ${limit}
  `);
}

/** These batches are in the file. */
export async function removeQueued(writer: Writer, seqs: readonly number[]): Promise<void> {
  await writer.run(sql`
    delete from audit_mirror
    where seq in (${join(seqs.map(seq => sql`${seq}`))})
  `);
}

/** Whether other nodes left batches from before a time. */
export async function hasAbandoned(reader: Reader, node: string, before: number): Promise<boolean> {
  const row = await reader.get(sql`
    select seq
    from audit_mirror
    where node <> ${node} and queued_at < ${before}
    limit 1
  `);
  return row !== undefined;
}

/** Takes over the batches that other nodes left before a time. */
export async function adoptAbandoned(writer: Writer, node: string, before: number): Promise<void> {
  await writer.run(sql`
    update audit_mirror
    set node = ${node}, queued_at = ${before}
    where node <> ${node} and queued_at < ${before}
  `);
}
