import { logs } from '@coffer/wire/services';
import type { Keyring } from '../../keys/keyring.ts';
import { defineRead, type PageTokens } from '../../pipeline/operation.ts';
import { invalidParameter, invalidToken } from './errors.ts';
import { loadGroup, streamRequest } from './load-group.ts';
import { existingStream } from './load-stream.ts';
import { positionOf, purposeOf } from './page-token.ts';
import { type Position, readEvents } from './read-events.ts';
import { timeWindow } from './time-window.ts';
import { groupTrail } from './trail.ts';

/** AWS: also the default, with 1 MB of events at most. */
const MAX_PAGE = 10_000;

/** GetLogEvents: the latest events of a stream, or those before or after the ones that were read. */
export function getLogEvents(keyring: Keyring) {
  return defineRead(logs.operations.GetLogEvents, {
    load: loadGroup,
    access: (scope, { logStreamName }, loaded) => [streamRequest(scope, 'GetLogEvents', loaded, logStreamName)],
    async handle(scope, input, loaded) {
      const { startTime, endTime, nextToken, limit = MAX_PAGE, startFromHead = false } = input;
      if (startTime !== undefined && endTime !== undefined && startTime > endTime) {
        throw invalidParameter('startTime cannot be after endTime.');
      }
      const { group, stream } = await existingStream(scope, input, loaded);
      // Here, other than in FilterLogEvents, the end does not belong to it.
      const inclusive = { startTime, endTime: endTime === undefined ? undefined : endTime - 1 };
      const window = timeWindow(group, inclusive, scope.now);
      const tokens = directed(scope.tokens, purposeOf([stream.id, startTime, endTime]));
      const asked = tokens.open(nextToken);
      const isBackward = asked?.isBackward ?? !startFromHead;
      const wanted = { groupId: group.id, streamIds: [stream.id], ...window, isBackward, beyond: asked?.position };
      const { events, end } = await readEvents(scope.reader, keyring, { ...wanted, limit, matches: () => true });
      const shown = isBackward ? events.toReversed() : events;
      const origin = asked?.position ?? beginning(isBackward ? window.to + 1 : window.from);
      const [first, last] = isBackward ? [end ?? shown[0], shown.at(-1)] : [shown[0], end ?? shown.at(-1)];
      // At the end of a stream the token that came is given back (API reference).
      const kept = (backward: boolean) => (asked?.isBackward === backward ? nextToken : undefined);
      return {
        events: shown.map(({ timestamp, message, ingestedAt }) => ({ timestamp, message, ingestionTime: ingestedAt })),
        nextForwardToken:
          last === undefined ? (kept(false) ?? tokens.forward(moved(origin, -1))) : tokens.forward(last),
        nextBackwardToken:
          first === undefined ? (kept(true) ?? tokens.backward(moved(origin, 1))) : tokens.backward(first),
      };
    },
    trail: groupTrail,
  });
}

/** Before everything of this millisecond. */
function beginning(timestamp: number): Position {
  return { timestamp, streamId: '', batch: -1, index: -1 };
}

/** Whoever turns round where nothing more was found gets the event there again. */
function moved({ index, ...place }: Position, by: number): Position {
  return { ...place, index: index + by };
}

interface Asked {
  readonly isBackward: boolean;
  readonly position: Position;
}

/** Tokens begin with their direction, as AWS's do: `f/...` and `b/...`. */
function directed(tokens: PageTokens, purpose: string) {
  const sealed = ({ timestamp, streamId, batch, index }: Position) =>
    tokens.seal(purpose, JSON.stringify({ timestamp, streamId, batch, index }));
  return {
    forward: (position: Position) => `f/${sealed(position)}`,
    backward: (position: Position) => `b/${sealed(position)}`,
    /** @throws AwsError InvalidParameterException */
    open(token: string | undefined): Asked | undefined {
      if (token === undefined) return undefined;
      const [way, rest] = [token.slice(0, 2), token.slice(2)];
      const position = way === 'f/' || way === 'b/' ? positionOf<Position>(tokens, purpose, rest) : undefined;
      if (position === undefined) throw invalidToken();
      return { isBackward: way === 'b/', position };
    },
  };
}
