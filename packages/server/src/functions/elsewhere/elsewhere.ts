/** Has functions run elsewhere: an invocation here is one request there, with the same lines in the function's log. */
import { hash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { OutgoingPost, PostOutcome } from '../../transport/outcome-of-post.ts';
import { failureLine, failurePayload, MAX_PAYLOAD_BYTES } from '../failures.ts';
import { noSuchPlace } from '../function-runtime.ts';
import type { FunctionLog, Invocation, InvocationResult, RunnableFunction } from '../function-runtime.ts';
import { OutputLog } from '../output-log.ts';
import { endLine, reportLine, startLine, streamName } from '../report-lines.ts';
import type { Place } from './place.ts';
import { hostAndPort } from './place.ts';
import type { Verdict } from './read-answer.ts';
import { readAnswer } from './read-answer.ts';
import { signedHeaders } from './request.ts';
import { Turns } from './turns.ts';

export interface ElsewhereParts {
  /** By their names. */
  readonly places: ReadonlyMap<string, Place>;
  /** Sends a request; never rejects. */
  readonly post: (post: OutgoingPost) => Promise<PostOutcome>;
  readonly functionLog: FunctionLog;
  readonly log: Log;
  readonly clock: Clock;
  /** Tells the streams of this process from those of others. */
  readonly seed: Uint8Array;
}

/** Requests that are under way to one place at one time; further ones wait. */
const AT_ONCE = 16;

/** Everything that runs elsewhere, and what is under way to it. */
export class Elsewhere {
  readonly #parts: ElsewhereParts;
  readonly #turns: ReadonlyMap<string, Turns>;
  readonly #ending = new AbortController();

  constructor(parts: ElsewhereParts) {
    this.#parts = parts;
    this.#turns = new Map([...parts.places.keys()].map(name => [name, new Turns(AT_ONCE)]));
  }

  /**
   * Has the function run once, where its `elsewhere` says. What goes wrong on the way is a result like what the function does
   * wrong.
   *
   * @throws FunctionRefused for a place that is not configured
   */
  async invoke(target: RunnableFunction, invocation: Invocation): Promise<InvocationResult> {
    const name = target.elsewhere ?? '';
    const [place, turns] = [this.#parts.places.get(name), this.#turns.get(name)];
    if (place === undefined || turns === undefined) throw noSuchPlace(name);
    return turns.take(() => this.#invokeAt(place, target, invocation));
  }

  /** Breaks off what is under way. */
  close(): void {
    this.#ending.abort();
  }

  async #invokeAt(place: Place, target: RunnableFunction, invocation: Invocation): Promise<InvocationResult> {
    const { clock, functionLog } = this.#parts;
    const { requestId } = invocation;
    const stream = streamName(clock.now(), this.#streamId(target));
    const output = new OutputLog({
      clock,
      append: events => functionLog.append(target, stream, events),
      // Nothing that the function wrote is in these lines.
      secrets: () => [],
    });
    output.line(startLine(requestId));
    const begun = performance.now();
    const verdict = await this.#ask(place, target, invocation);
    const duration = performance.now() - begun;
    for (const line of linesAbout(verdict, place, requestId, clock.now())) output.line(line);
    output.line(endLine(requestId));
    const { memorySize } = target;
    output.line(reportLine({ requestId, duration, memorySize, maxMemoryUsed: 0, status: statusOf(verdict) }));
    if (verdict.kind === 'failure') {
      const payload = failurePayload(verdict.failure, requestId);
      return { payload, functionError: 'Unhandled', logTail: output.tail(), duration };
    }
    const { payload, functionError, logTail = output.tail() } = verdict;
    return { payload, functionError, logTail, duration };
  }

  async #ask(place: Place, target: RunnableFunction, invocation: Invocation): Promise<Verdict> {
    const { clock, log, post } = this.#parts;
    const timeoutMs = target.timeout * 1000;
    let credentials;
    try {
      credentials = await place.credentials();
    } catch (error) {
      // Paths of this server are for its administrator.
      log.error(
        { error, place: place.name, function: target.arn },
        'a function elsewhere cannot be invoked without credentials',
      );
      const message = `this server has no credentials for ${place.name}; its log says why`;
      return { kind: 'failure', failure: { kind: 'elsewhere', errorType: 'Elsewhere.NoCredentials', message } };
    }
    const rawHeaders = signedHeaders({ place, target, invocation, credentials, now: clock.now() });
    const { url, cas } = place;
    const body = invocation.payload;
    const { signal } = this.#ending;
    const begun = performance.now();
    const posted = await post({ url, rawHeaders, body, cas, timeoutMs, maxBytes: MAX_PAYLOAD_BYTES, signal });
    return readAnswer(place, posted, performance.now() - begun, target.timeout);
  }

  /** One stream for each function, process and day. */
  #streamId({ arn }: RunnableFunction): Uint8Array {
    return Buffer.from(hash('sha256', Buffer.concat([this.#parts.seed, Buffer.from(arn)]), 'hex').slice(0, 32), 'hex');
  }
}

/** What is told of an invocation between its start and its end. */
function linesAbout(verdict: Verdict, place: Place, requestId: string, now: number): readonly string[] {
  if (verdict.kind === 'failure') {
    const { failure, waitedFor } = verdict;
    const waited = waitedFor === undefined ? [] : [`[coffer] ${waitedFor}: the time of the function ends`];
    return [...waited, failureLine(failure, requestId, now)];
  }
  const { requestId: id, functionError } = verdict;
  return [
    ...(id === undefined ? [] : [`[coffer] answered by ${hostAndPort(place)} as request ${id}`]),
    ...(functionError === undefined ? [] : ['[coffer] the function failed; what it raised is in its log there']),
  ];
}

function statusOf(verdict: Verdict): 'timeout' | 'error' | undefined {
  if (verdict.kind === 'failure') return verdict.failure.kind === 'timeout' ? 'timeout' : 'error';
  return verdict.functionError === undefined ? undefined : 'error';
}
