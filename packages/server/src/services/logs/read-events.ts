/** Events in the order of their times, from batches that may overlap. */
import type { Keyring } from '../../keys/keyring.ts';
import type { Reader } from '../../storage/database.ts';
import type { BatchCursor, BatchesOf, BatchWindow } from './batch-store.ts';
import { listBatches } from './batch-store.ts';
import { EVENT_OVERHEAD, openBatch } from './event-batch.ts';

/** A place among the events of a group; two events never share one. */
export interface Position {
  readonly timestamp: number;
  readonly streamId: string;
  readonly batch: number;
  /** In the batch, from 0. */
  readonly index: number;
}

export interface StoredEvent extends Position {
  readonly streamName: string;
  readonly message: string;
  readonly ingestedAt: number;
}

export interface Wanted extends BatchesOf, BatchWindow {
  /** Only what lies beyond it. */
  readonly beyond: Position | undefined;
  readonly limit: number;
  readonly matches: (message: string) => boolean;
}

export interface Found {
  /** In the order in which they were asked for: backward the latest first. */
  readonly events: readonly StoredEvent[];
  /** Beyond which a next reading finds the rest; undefined: there is no more. */
  readonly end: Position | undefined;
}

/** AWS: an answer has at most so many bytes of events. */
const MAX_BYTES = 1_048_576;
/** After so many batches a reading ends, even with nothing found: the next page goes on. */
const MAX_BATCHES = 256;

/** Compares places in the order of time. */
export function comparePositions(a: Position, b: Position): number {
  return (
    a.timestamp - b.timestamp ||
    (a.streamId < b.streamId ? -1 : a.streamId > b.streamId ? 1 : 0) ||
    a.batch - b.batch ||
    a.index - b.index
  );
}

/**
 * Reads events of a window that match, at most `limit` of them and 1 MB. Batches come by the time at which they begin:
 * what lies before that of the next one is in its final order. Holds one answer's events, and a few batches.
 */
export async function readEvents(reader: Reader, keyring: Keyring, wanted: Wanted): Promise<Found> {
  const { beyond, isBackward, limit } = wanted;
  const window = narrowed(wanted);
  const sign = isBackward ? -1 : 1;
  const inOrder = (a: Position, b: Position) => sign * comparePositions(a, b);
  let pool: StoredEvent[] = [];
  let isPruned = false;
  let opened = 0;
  let cursor: BatchCursor | undefined;
  for (;;) {
    const batches = await listBatches(reader, wanted, window, cursor);
    for (const row of batches) {
      const place = { streamId: row.stream_id, number: row.number };
      for (const [index, event] of openBatch(keyring, place, row.data).entries()) {
        const at = { timestamp: event.timestamp, streamId: row.stream_id, batch: row.number, index };
        if (!isWithin(at, wanted) || (beyond !== undefined && inOrder(at, beyond) <= 0)) continue;
        if (!wanted.matches(event.message)) continue;
        pool.push({ ...at, message: event.message, streamName: row.stream_name, ingestedAt: row.ingested_at });
      }
      pool.sort(inOrder);
      const count = fitting(pool, limit);
      isPruned ||= count < pool.length;
      pool = pool.slice(0, count);
    }
    opened += batches.length;
    const last = batches.at(-1);
    const frontier = last === undefined ? undefined : isBackward ? last.last_at : last.first_at;
    // The listing gives as many as it can: fewer are the last ones. The next ones may begin where the last one does.
    if (last === undefined || frontier === undefined) return { events: pool, end: isPruned ? pool.at(-1) : undefined };
    cursor = last;
    const greatest = pool.at(-1);
    const isSettled = isPruned && greatest !== undefined && sign * (frontier - greatest.timestamp) > 0;
    if (isSettled) return { events: pool, end: greatest };
    const settledUpTo = frontier - sign;
    const isProgress = beyond === undefined || sign * (settledUpTo - beyond.timestamp) > 0;
    if (opened >= MAX_BATCHES && isProgress) {
      const events = pool.filter(({ timestamp }) => sign * (settledUpTo - timestamp) >= 0);
      return { events, end: lastAt(settledUpTo, isBackward) };
    }
  }
}

/** The place after everything of this millisecond; backward: before everything. */
function lastAt(timestamp: number, isBackward: boolean): Position {
  return isBackward
    ? { timestamp, streamId: '', batch: -1, index: -1 }
    : { timestamp, streamId: '~', batch: Number.MAX_SAFE_INTEGER, index: Number.MAX_SAFE_INTEGER };
}

function narrowed({ from, to, isBackward, beyond }: Wanted): BatchWindow {
  if (beyond === undefined) return { from, to, isBackward };
  return isBackward
    ? { from, to: Math.min(to, beyond.timestamp), isBackward }
    : { from: Math.max(from, beyond.timestamp), to, isBackward };
}

function isWithin({ timestamp }: Position, { from, to }: Wanted): boolean {
  return timestamp >= from && timestamp <= to;
}

/** How many of the events an answer has room for: at least one. */
function fitting(events: readonly StoredEvent[], limit: number): number {
  let bytes = 0;
  let count = 0;
  for (const { message } of events) {
    bytes += Buffer.byteLength(message) + EVENT_OVERHEAD;
    if (count === limit || (count > 0 && bytes > MAX_BYTES)) break;
    count += 1;
  }
  return count;
}
