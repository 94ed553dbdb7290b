import type { Infer } from '@coffer/wire';
import { logs } from '@coffer/wire/services';
import type { Keyring } from '../../keys/keyring.ts';
import { defineRead, type Scope } from '../../pipeline/operation.ts';
import type { BatchesOf } from './batch-store.ts';
import { invalidParameter, streamNotFound } from './errors.ts';
import { eventId } from './event-id.ts';
import { compilePattern } from './filter-pattern.ts';
import { accessToGroup, existing, loadGroup } from './load-group.ts';
import { positionOf, purposeOf, tokenAt } from './page-token.ts';
import { type Position, readEvents } from './read-events.ts';
import type { GroupRow } from './rows.ts';
import { findStreams } from './store.ts';
import { timeWindow } from './time-window.ts';
import { groupTrail } from './trail.ts';

const contract = logs.operations.FilterLogEvents;
type Input = Infer<typeof contract.input>;

/** AWS: also the default, with 1 MB of events at most. */
const MAX_PAGE = 10_000;

/** FilterLogEvents: events of all streams of a group, or of some, by time. A page may be empty and have a token. */
export function filterLogEvents(keyring: Keyring) {
  return defineRead(contract, {
    load: loadGroup,
    access: accessToGroup('FilterLogEvents'),
    async handle(scope, input, loaded) {
      const { startTime, endTime, filterPattern, nextToken, limit = MAX_PAGE, startFromHead = true } = input;
      if (startTime !== undefined && endTime !== undefined && startTime > endTime) {
        throw invalidParameter('startTime cannot be after endTime.');
      }
      const group = existing(input, loaded);
      const streams = await streamsOf(scope, group, input);
      const matches = compilePattern(filterPattern);
      const window = timeWindow(group, { startTime, endTime }, scope.now);
      const purpose = purposeOf([streams, startTime, endTime, filterPattern, startFromHead]);
      const beyond = positionOf<Position>(scope.tokens, purpose, nextToken);
      const wanted = { ...streams, ...window, isBackward: !startFromHead, beyond, limit, matches };
      const { events, end } = await readEvents(scope.reader, keyring, wanted);
      return {
        events: events.map(event => ({
          logStreamName: event.streamName,
          timestamp: event.timestamp,
          message: event.message,
          ingestionTime: event.ingestedAt,
          eventId: eventId(event),
        })),
        // AWS has left this list empty since June 2020.
        searchedLogStreams: [],
        nextToken: tokenAt(scope.tokens, purpose, end && placeOf(end)),
      };
    },
    trail: groupTrail,
  });
}

/** Nothing of a message is in a token. */
function placeOf({ timestamp, streamId, batch, index }: Position): Position {
  return { timestamp, streamId, batch, index };
}

async function streamsOf(
  scope: Scope,
  { id: groupId }: GroupRow,
  { logStreamNames: names, logStreamNamePrefix: prefix }: Input,
): Promise<BatchesOf> {
  if (names === undefined) return { groupId, prefix };
  if (prefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix cannot both be specified.');
  }
  const found = await findStreams(scope.reader, groupId, names);
  if (found.length < new Set(names).size) throw streamNotFound();
  return { groupId, streamIds: found.map(({ id }) => id).toSorted() };
}
