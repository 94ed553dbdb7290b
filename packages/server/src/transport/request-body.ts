/** Collecting a request's body under two limits: its own, and one for all bodies that the process holds at a time. */
import type { IncomingMessage } from 'node:http';

/** How many bytes of bodies are held now. Shared by a listener's requests; whoever takes bytes gives them back. */
export interface BodyBudget {
  held: number;
  readonly max: number;
  /** The bodies of which a part has come and the rest is waited for. */
  readonly arriving: Set<ArrivingBody>;
}

export interface ArrivingBody {
  readonly length: number;
  /** Refuses the request and gives its bytes back. */
  giveWay(): void;
}

export type BodyOutcome = Uint8Array | 'body-too-large' | 'too-many-requests';

/**
 * Reads the body and calls `done` once, or never when the client goes away first. The bytes of a body that `done` gets
 * are still counted in `budget.held`: its receiver subtracts them when it is finished. After a refusal the rest of the
 * body is read and dropped.
 *
 * When there is no more room, the longest of the bodies that are waited for is refused: a few clients that send long
 * ones slowly must not keep out all others, whose requests are short and whole at once.
 */
export function collectBody(
  request: IncomingMessage,
  maxBytes: number,
  budget: BodyBudget,
  done: (outcome: BodyOutcome) => void,
): void {
  const declared = Number(request.headers['content-length'] ?? NaN);
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isOpen = true;
  const arriving: ArrivingBody = {
    get length() {
      return length;
    },
    giveWay: () => refuse('too-many-requests'),
  };

  function refuse(reason: 'body-too-large' | 'too-many-requests'): void {
    giveUp();
    done(reason);
  }

  function giveUp(): void {
    if (isOpen) {
      isOpen = false;
      budget.held -= length;
      budget.arriving.delete(arriving);
      chunks.length = 0;
    }
  }

  request.on('data', (chunk: Uint8Array) => {
    if (!isOpen) {
      return;
    }
    length += chunk.byteLength;
    budget.held += chunk.byteLength;
    chunks.push(chunk);
    if (length > maxBytes) {
      refuse('body-too-large');
    } else if (!makeRoom(budget, length)) {
      refuse('too-many-requests');
    } else if (length === declared) {
      finish();
    } else if (chunks.length === 1) {
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
      done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length));
    }
  }
}

/** Whether there is room now, without a body of this length having to go: longer ones are refused for it. */
function makeRoom(budget: BodyBudget, length: number): boolean {
  while (budget.held > budget.max) {
    let longest: ArrivingBody | undefined;
    for (const body of budget.arriving) {
      if (longest === undefined || body.length > longest.length) {
        longest = body;
      }
    }
    if (longest === undefined || longest.length <= length) {
      return false;
    }
    longest.giveWay();
  }
  return true;
}
