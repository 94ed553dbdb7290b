import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import * as fc from 'fast-check';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { insertBatch } from './batch-store.ts';
import { type LogEvent, sealBatch } from './event-batch.ts';
import { comparePositions, type Position, readEvents, type StoredEvent } from './read-events.ts';
import { insertStream } from './store.ts';

onBothEngines('reading events', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  it('gives every event of the window once and in order, in whatever pages and way', async () => {
    const times = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 6 });
    const streams = fc.array(fc.array(times, { maxLength: 8 }), { minLength: 1, maxLength: 3 });
    const window = fc.tuple(fc.integer({ min: -1, max: 31 }), fc.integer({ min: -1, max: 31 }));
    await fc.assert(
      fc.asyncProperty(
        streams,
        window,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (given, [from, to], limit, isBackward) => {
          const groupId = randomUUID();
          const all = await store(groupId, given);
          const expected = all
            .filter(({ timestamp }) => timestamp >= from && timestamp <= to)
            .toSorted(comparePositions)
            .map(({ message }) => message);

          const found: StoredEvent[] = [];
          for (let beyond: Position | undefined; ;) {
            const wanted = { groupId, from, to, isBackward, beyond, limit, matches: () => true };
            const { events, end } = await readEvents(server.parts.database.reader, server.parts.keyring, wanted);
            assert.ok(events.length <= limit);
            found.push(...events);
            if (end === undefined) break;
            beyond = end;
          }

          const messages = found.map(({ message }) => message);
          assert.deepEqual(isBackward ? messages.toReversed() : messages, expected);
        },
      ),
      { numRuns: engine === 'sqlite' ? 60 : 15 },
    );
  });

  it('ends after many batches without anything found, and goes on from there', async () => {
    const groupId = randomUUID();
    await store(groupId, [Array.from({ length: 300 }, (_, at) => [at])]);
    const wanted = {
      groupId,
      from: 0,
      to: 1_000,
      isBackward: false,
      limit: 10,
      matches: (text: string) => text === '0 290 0',
    };
    const { reader } = server.parts.database;

    const first = await readEvents(reader, server.parts.keyring, { ...wanted, beyond: undefined });
    const second = await readEvents(reader, server.parts.keyring, { ...wanted, beyond: first.end });

    assert.deepEqual([first.events, first.end?.timestamp], [[], 254]);
    assert.deepEqual([second.events.map(({ message }) => message), second.end], [['0 290 0'], undefined]);
  });

  /** Streams of batches of times; a message says where it is. */
  function store(groupId: string, streams: readonly (readonly (readonly number[])[])[]) {
    return server.parts.database.write(async writer => {
      const all: (Position & LogEvent)[] = [];
      for (const [at, batches] of streams.entries()) {
        const id = randomUUID();
        await insertStream(writer, { id, group_id: groupId, name: `s${at}`, created_at: 0 });
        for (const [batch, times] of batches.entries()) {
          const sorted = times.toSorted((a, b) => a - b);
          const events = sorted.map((timestamp, index) => ({ timestamp, message: `${at} ${batch} ${index}` }));
          for (const [index, event] of events.entries()) all.push({ ...event, streamId: id, batch, index });
          await insertBatch(writer, {
            stream_id: id,
            number: batch,
            group_id: groupId,
            first_at: sorted[0] ?? 0,
            last_at: sorted.at(-1) ?? 0,
            ingested_at: 0,
            bytes: 0,
            data: sealBatch(server.parts.keyring, { streamId: id, number: batch }, events),
          });
        }
      }
      return all;
    });
  }
});
