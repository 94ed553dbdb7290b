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
export function collectBody(request: IncomingMessage, limits: BodyLimits, done: (outcome: BodyOutcome) => void): void {
  const { maxBytes, budget } = limits;
  const declared = Number(request.headers['content-length'] ?? NaN);
  let pieces: BodyInPieces | undefined;
  request.on('data', (chunk: Buffer) => {
    // Most bodies are whole with their first chunk, long before the stream says so.
    const isWhole = pieces === undefined && chunk.byteLength === declared;
    if (isWhole && declared <= maxBytes && budget.held + declared <= budget.max) {
      budget.held += declared;
      done(chunk);
      return;
    }
    pieces ??= new BodyInPieces(request, declared, limits, done);
    pieces.add(chunk);
  });
  if (!(declared > 0)) {
    request.on('end', () => {
      pieces ??= new BodyInPieces(request, declared, limits, done);
      pieces.finish();
    });
  }
}

class BodyInPieces implements ArrivingBody {
  readonly isStranger: boolean;
  readonly #bytes = new GatheredBytes();
  readonly #declared: number;
  readonly #limits: BodyLimits;
  readonly #done: (outcome: BodyOutcome) => void;
  #isOpen = true;

  constructor(request: IncomingMessage, declared: number, limits: BodyLimits, done: (outcome: BodyOutcome) => void) {
    this.isStranger = limits.isStranger;
    this.#declared = declared;
    this.#limits = limits;
    this.#done = done;
    request.on('close', () => this.#giveUp());
  }

  get length(): number {
    return this.#bytes.length;
  }

  add(chunk: Buffer): void {
    if (!this.#isOpen) {
      return;
    }
    const { maxBytes, budget } = this.#limits;
    if (this.length + chunk.byteLength > maxBytes) {
      this.#refuse('body-too-large');
      return;
    }
    budget.held += chunk.byteLength;
    this.#bytes.add(chunk);
    if (!makeRoom(budget, this)) {
      this.#refuse('too-many-requests');
    } else if (this.length === this.#declared) {
      this.finish();
    } else {
      budget.arriving.add(this);
    }
  }

  finish(): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#limits.budget.arriving.delete(this);
      this.#done(this.#bytes.whole());
    }
  }

  giveWay(): void {
    this.#refuse('too-many-requests');
  }

  #refuse(reason: 'body-too-large' | 'too-many-requests'): void {
    this.#giveUp();
    this.#done(reason);
  }

  #giveUp(): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#limits.budget.held -= this.length;
      this.#limits.budget.arriving.delete(this);
      this.#bytes.drop();
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
