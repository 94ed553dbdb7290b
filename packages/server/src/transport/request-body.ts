/** Collecting a request's body under two limits: its own, and one for all bodies that the process holds at a time. */
import type { IncomingMessage } from 'node:http';
import { GatheredBytes } from '../gathered-bytes.ts';

/** How many bytes of bodies are held now. Shared by a listener's requests; whoever takes bytes gives them back. */
export interface BodyBudget {
  held: number;
  readonly max: number;
  /** The bodies of which a part has come and the rest is waited for. */
  readonly arriving: Set<ArrivingBody>;
}

export interface ArrivingBody {
  readonly length: number;
  /** Whether nobody has proven anything yet on the connection that it comes on. */
  readonly isStranger: boolean;
  /** Refuses the request and gives its bytes back. */
  giveWay(): void;
}

export type BodyOutcome = Uint8Array | 'body-too-large' | 'too-many-requests';

/** What of a request's body is known before it comes. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly budget: BodyBudget;
  readonly isStranger: boolean;
}

/**
 * Reads the body and calls `done` once, or never when the client goes away first. The bytes of a body that `done` gets
 * are still counted in `budget.held`: its receiver subtracts them when it is finished. After a refusal the rest of the
 * body is read and dropped.
 *
 * When there is no more room, one of the bodies that are waited for is refused, a stranger's before others' and the
 * longest first: a few clients that send long ones slowly must not keep out those whose requests are whole at once.
 */
export function collectBody(
  request: IncomingMessage,
  { maxBytes, budget, isStranger }: BodyLimits,
  done: (outcome: BodyOutcome) => void,
): void {
  const declared = Number(request.headers['content-length'] ?? NaN);
  const bytes = new GatheredBytes();
  let isOpen = true;
  const arriving: ArrivingBody = {
    get length() {
      return bytes.length;
    },
    isStranger,
    giveWay: () => refuse('too-many-requests'),
  };

  function refuse(reason: 'body-too-large' | 'too-many-requests'): void {
    giveUp();
    done(reason);
  }

  function giveUp(): void {
    if (isOpen) {
      isOpen = false;
      budget.held -= bytes.length;
      budget.arriving.delete(arriving);
      bytes.drop();
    }
  }

  request.on('data', (chunk: Buffer) => {
    if (!isOpen) {
      return;
    }
    const isFirst = bytes.length === 0;
    budget.held += chunk.byteLength;
    if (bytes.length + chunk.byteLength > maxBytes) {
      budget.held -= chunk.byteLength;
      refuse('body-too-large');
      return;
    }
    bytes.add(chunk);
    if (!makeRoom(budget, arriving)) {
      refuse('too-many-requests');
    } else if (bytes.length === declared) {
      finish();
    } else if (isFirst) {
      budget.arriving.add(arriving);
      request.on('close', giveUp);
    }
  });
  // Most bodies are whole with their first chunk, long before the stream says so: they need no other listener.
  if (!(declared > 0)) {
    request.on('end', finish);
  }

  function finish(): void {
    if (isOpen) {
      isOpen = false;
      budget.arriving.delete(arriving);
      done(bytes.whole());
    }
  }
}

/** Whether there is room now without this body having to go: those that go before it are refused for it. */
function makeRoom(budget: BodyBudget, newest: ArrivingBody): boolean {
  while (budget.held > budget.max) {
    let first = newest;
    for (const body of budget.arriving) {
      if (goesBefore(body, first)) {
        first = body;
      }
    }
    if (first === newest) {
      return false;
    }
    first.giveWay();
  }
  return true;
}

function goesBefore(a: ArrivingBody, b: ArrivingBody): boolean {
  return a.isStranger === b.isStranger ? a.length > b.length : a.isStranger;
}
