/** Events as they are stored: a few together, sealed and bound to their place. */
import { Redacted } from '@coffer/wire';
import type { Keyring } from '../../keys/keyring.ts';

export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}

/** What AWS counts for an event besides the bytes of its message. Source: CloudWatch Logs quotas. */
export const EVENT_OVERHEAD = 26;
/** AWS: the largest event, overhead included, as it was until April 2025; one has to find room in a sealed text. */
export const MAX_EVENT_BYTES = 262_144;

/** Time and length before each message: less than the overhead. */
const HEADER_BYTES = 12;

/** Where a sealed batch belongs. */
export interface BatchPlace {
  readonly streamId: string;
  readonly number: number;
}

/** What a sealed batch is bound to. */
export function batchContext({ streamId, number }: BatchPlace): string {
  return `log batch ${streamId} ${number}`;
}

/** Groups of events that fit into one batch each, in their order. */
export function batchesOf(events: readonly LogEvent[]): readonly (readonly LogEvent[])[] {
  const batches: LogEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = eventBytes(event);
    if (bytes > room || batches.length === 0) {
      batches.push([]);
      room = MAX_EVENT_BYTES;
    }
    batches.at(-1)?.push(event);
    room -= bytes;
  }
  return batches;
}

/** The size of an event as AWS counts it. */
export function eventBytes({ message }: LogEvent): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD;
}

/** Seals events, which have at most `MAX_EVENT_BYTES` together. */
export function sealBatch(keyring: Keyring, place: BatchPlace, events: readonly LogEvent[]): Buffer {
  const parts = events.flatMap(({ timestamp, message }) => {
    const text = Buffer.from(message);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeDoubleBE(timestamp, 0);
    header.writeUInt32BE(text.byteLength, 8);
    return [header, text];
  });
  return keyring.sealInternal(batchContext(place), new Redacted(Buffer.concat(parts)));
}

/** Throws `UnreadableBlob` when it is another place's. */
export function openBatch(keyring: Keyring, place: BatchPlace, data: Uint8Array): LogEvent[] {
  const bytes = keyring.openInternal(batchContext(place), data).unwrap();
  const events: LogEvent[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const length = bytes.readUInt32BE(at + 8);
    const start = at + HEADER_BYTES;
    events.push({ timestamp: bytes.readDoubleBE(at), message: bytes.toString('utf8', start, start + length) });
    at = start + length;
  }
  return events;
}
