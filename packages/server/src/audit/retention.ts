import type { Database } from '../storage/database.ts';
import { decodeOutlines } from './batch-decode.ts';
import { batchTerms, usageOf } from './indexer.ts';
import { addUsage, deleteBatch, lockOldest, readBodies, usedBytes } from './store.ts';
import { deleteTerms } from './term-store.ts';

/** What may be deleted. Without either bound nothing is. */
export interface Retention {
  /** Delete batches whose newest record is older than this, in milliseconds since 1970. */
  readonly before?: number | undefined;
  /** Delete the oldest batches until the trail takes no more than this. */
  readonly maxBytes?: number | undefined;
}

/** What a step deleted. `bytes` is what they counted in the trail's size; nothing deleted means that nothing is left to. */
export interface Expired {
  readonly batches: number;
  readonly records: number;
  readonly bytes: number;
}

/** Batches of one transaction: it holds up every other write on SQLite meanwhile. */
const STEP_BATCHES = 50;

/**
 * Deletes some of the oldest batches that a retention no longer covers, with their part of the index. Call it again
 * until it deletes nothing. What is not indexed yet is never deleted. SQLite's file keeps its size and fills the room
 * with new records.
 */
export async function expireStep(database: Database, retention: Retention, limit = STEP_BATCHES): Promise<Expired> {
  return database.write(async writer => {
    const oldest = await lockOldest(writer, limit);
    // After the locks, so that what another node deleted meanwhile counts.
    const used = await usedBytes(writer);
    const expired = { batches: 0, records: 0, bytes: 0 };
    for (const { seq, last_at: lastAt, bytes } of oldest) {
      const isOld = retention.before !== undefined && lastAt < retention.before;
      const isTooMuch = retention.maxBytes !== undefined && used - expired.bytes > retention.maxBytes;
      if (!isOld && !isTooMuch) break;
      const [batch] = await readBodies(writer, [seq]);
      const facts = batch === undefined ? [] : decodeOutlines(batch.body);
      const terms = batchTerms(seq, facts);
      await deleteTerms(writer, terms);
      await deleteBatch(writer, seq);
      expired.batches += 1;
      expired.records += facts.length;
      expired.bytes += usageOf(bytes, terms);
    }
    if (expired.bytes > 0) await addUsage(writer, -expired.bytes);
    return expired;
  });
}
