/** What PutLogEvents takes. Source: API reference, PutLogEvents; sentences as users report them. */
import { MAX_SPAN_MS } from './batch-store.ts';
import { invalidParameter } from './errors.ts';
import { EVENT_OVERHEAD, eventBytes, type LogEvent, MAX_EVENT_BYTES } from './event-batch.ts';

const MAX_REQUEST_BYTES = 1_048_576;
const DAY_MS = 86_400_000;
const MAX_FUTURE_MS = 2 * 3_600_000;
const MAX_AGE_MS = 14 * DAY_MS;

/** Refuses what no stream takes. @throws AwsError InvalidParameterException */
export function assertEvents(events: readonly LogEvent[]): void {
  let total = 0;
  for (const [at, event] of events.entries()) {
    const bytes = eventBytes(event);
    if (bytes > MAX_EVENT_BYTES) {
      throw invalidParameter(`Log event too large: ${bytes} bytes exceeds limit of ${MAX_EVENT_BYTES}`);
    }
    total += bytes;
    // The model's own bound would say the same of a time before 1970.
    if (event.timestamp < 0) throw invalidParameter('The timestamp of a log event cannot be negative.');
    if (event.timestamp < (events[at - 1]?.timestamp ?? 0)) {
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
    }
  }
  if (total > MAX_REQUEST_BYTES) {
    throw invalidParameter(`Upload too large: ${total} bytes exceeds limit of ${MAX_REQUEST_BYTES}`);
  }
  const span = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0);
  if (span > MAX_SPAN_MS) {
    throw invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
}

/** Which events of a request are stored, and what is told of the others. */
export interface Sifted {
  readonly accepted: readonly LogEvent[];
  readonly rejected:
    | {
        /** The first one that is more than 2 hours ahead; the later ones are, too. */
        readonly tooNewLogEventStartIndex?: number | undefined;
        /** As many are older than 14 days. */
        readonly tooOldLogEventEndIndex?: number | undefined;
        /** As many are older than the group's retention. */
        readonly expiredLogEventEndIndex?: number | undefined;
      }
    | undefined;
}

/** Sifts events, which are in the order of time. */
export function sift(events: readonly LogEvent[], now: number, retentionDays: number | null): Sifted {
  const before = (time: number) => {
    const found = events.findIndex(({ timestamp }) => timestamp >= time);
    return found < 0 ? events.length : found;
  };
  const tooOld = before(now - MAX_AGE_MS);
  const expired = retentionDays === null ? 0 : before(now - retentionDays * DAY_MS);
  const tooNew = before(now + MAX_FUTURE_MS + 1);
  const accepted = events.slice(Math.max(tooOld, expired), tooNew);
  if (accepted.length === events.length) return { accepted, rejected: undefined };
  return {
    accepted,
    rejected: {
      ...(tooNew < events.length && { tooNewLogEventStartIndex: tooNew }),
      ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
      ...(expired > 0 && { expiredLogEventEndIndex: expired }),
    },
  };
}

/** The size of events as AWS counts it. */
export function sizeOf(events: readonly LogEvent[]): number {
  return events.reduce((size, { message }) => size + Buffer.byteLength(message) + EVENT_OVERHEAD, 0);
}
