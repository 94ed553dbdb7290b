import { logs } from '@coffer/wire/services';
import type { Keyring } from '../../keys/keyring.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { insertBatch } from './batch-store.ts';
import { batchesOf, type LogEvent, sealBatch } from './event-batch.ts';
import { loadGroup, streamRequest } from './load-group.ts';
import { existingStream } from './load-stream.ts';
import { assertEvents, sift, sizeOf } from './put-rules.ts';
import type { StreamRow } from './rows.ts';
import { sequenceToken } from './sequence-token.ts';
import { isStillCurrent, lockStream, updateStream } from './store.ts';
import { groupTrail } from './trail.ts';

/** PutLogEvents: events are stored when it answers; those whose time is out of bounds are told and left out. */
export function putLogEvents(keyring: Keyring) {
  return defineWrite(logs.operations.PutLogEvents, {
    load: loadGroup,
    access: (scope, { logStreamName }, loaded) => [streamRequest(scope, 'PutLogEvents', loaded, logStreamName)],
    async prepare(scope, input, loaded) {
      const events = input.logEvents.map(({ timestamp, message }) => ({ timestamp, message: message.unwrap() }));
      assertEvents(events);
      const { group, stream } = await existingStream(scope, input, loaded);
      return { group, stream, ...sift(events, scope.now, group.retention_days) };
    },
    async handle({ now }, writer, _input, _loaded, { group, stream: { id }, accepted, rejected }) {
      const stream = await lockStream(writer, id);
      // It was deleted meanwhile, or its group was, or the group has other tags.
      if (stream === undefined || !(await isStillCurrent(writer, group))) throw new Stale();
      const nextBatch = await store(keyring, writer, stream, accepted, now);
      return { nextSequenceToken: sequenceToken(nextBatch), rejectedLogEventsInfo: rejected };
    },
    trail: groupTrail,
  });
}

async function store(
  keyring: Keyring,
  writer: Writer,
  stream: StreamRow,
  events: readonly LogEvent[],
  now: number,
): Promise<number> {
  const [first, last] = [events[0]?.timestamp, events.at(-1)?.timestamp];
  let number = stream.next_batch;
  if (first === undefined || last === undefined) return number;
  for (const batch of batchesOf(events)) {
    const place = { streamId: stream.id, number };
    await insertBatch(writer, {
      stream_id: stream.id,
      number,
      group_id: stream.group_id,
      first_at: batch[0]?.timestamp ?? first,
      last_at: batch.at(-1)?.timestamp ?? last,
      ingested_at: now,
      bytes: sizeOf(batch),
      data: sealBatch(keyring, place, batch),
    });
    number += 1;
  }
  await updateStream(writer, {
    ...stream,
    first_event_at: Math.min(stream.first_event_at ?? first, first),
    last_event_at: Math.max(stream.last_event_at ?? last, last),
    ingested_at: now,
    next_batch: number,
    stored_bytes: stream.stored_bytes + sizeOf(events),
  });
  return number;
}
