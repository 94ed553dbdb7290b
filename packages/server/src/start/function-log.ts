import { AwsError, Redacted } from '@coffer/wire';
import type { FunctionLog, FunctionLogEvent, RunnableFunction } from '../functions/function-runtime.ts';
import type { FunctionCredentials } from '../functions/function-runtime.ts';
import type { Log } from '../log.ts';
import type { Caller } from '../pipeline/caller.ts';
import type { Line } from '../pipeline/line.ts';
import { callAs } from '../pipeline/service-call.ts';

/** How long lines wait for others that go with them, in milliseconds. */
const GATHER_MS = 200;
/** What waits for one stream, and for all, in bytes; more is left out, and the log says so. */
const MAX_STREAM_BYTES = 4_194_304;
const MAX_BYTES = 33_554_432;
/** What one PutLogEvents takes: bytes with AWS's overhead for each event, and events. */
const PUT_BYTES = 1_048_576;
const PUT_EVENTS = 10_000;
const EVENT_OVERHEAD = 26;
/** The largest message that the service takes. */
const MAX_MESSAGE_BYTES = 262_118;
/** After a denial nothing is tried for so long: rights rarely come back at once, and each denial is on record. */
const DENIED_MS = 60_000;
/** Credentials are renewed so long before they end. */
const RENEW_MS = 60_000;
/** What is left at the end of the server may take so long. */
const END_MS = 5_000;

/** Lines of one stream that wait, in their order. */
interface Waiting {
  readonly target: RunnableFunction;
  readonly stream: string;
  events: FunctionLogEvent[];
  bytes: number;
  omitted: number;
  writing: Promise<void> | undefined;
}

/**
 * Writes what functions print to their log groups, with the rights of their roles: a role without them has no log, as in
 * AWS. Functions never wait for it, and it never takes more memory than it says.
 */
export class FunctionLogWriter implements FunctionLog, AsyncDisposable {
  readonly #line: Line;
  readonly #log: Log;
  readonly #waiting = new Map<string, Waiting>();
  readonly #credentials = new Map<string, Promise<FunctionCredentials>>();
  /** Until when nothing is tried, in milliseconds since 1970, by function. */
  readonly #denied = new Map<string, number>();
  #bytes = 0;
  #isEnding = false;

  constructor(line: Line, log: Log) {
    this.#line = line;
    this.#log = log;
  }

  append(target: RunnableFunction, stream: string, events: readonly FunctionLogEvent[]): void {
    const key = `${target.arn} ${stream}`;
    const waiting = this.#waiting.get(key) ?? { target, stream, events: [], bytes: 0, omitted: 0, writing: undefined };
    this.#waiting.set(key, waiting);
    for (const event of events) {
      const bytes = sizeOf(event);
      if (waiting.bytes + bytes > MAX_STREAM_BYTES || this.#bytes + bytes > MAX_BYTES) {
        waiting.omitted += 1;
        continue;
      }
      waiting.events.push(event);
      waiting.bytes += bytes;
      this.#bytes += bytes;
    }
    waiting.writing ??= this.#write(key, waiting);
  }

  /** Resolves when everything that was appended before is stored, or will never be. */
  async settled(): Promise<void> {
    await Promise.all([...this.#waiting.values()].map(({ writing }) => writing));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<void>(resolve => {
      timer = setTimeout(resolve, END_MS);
    });
    await Promise.race([this.settled(), end]);
    clearTimeout(timer);
  }

  async #write(key: string, waiting: Waiting): Promise<void> {
    const { target, stream } = waiting;
    while (waiting.events.length > 0 || waiting.omitted > 0) {
      if (!this.#isEnding) await gather();
      const events = this.#take(waiting);
      try {
        if ((this.#denied.get(target.arn) ?? 0) > this.#line.clock.now()) continue;
        await this.#put(target, stream, events);
      } catch (error) {
        if (error instanceof AwsError && error.code === 'AccessDeniedException') {
          this.#denied.set(target.arn, this.#line.clock.now() + DENIED_MS);
          this.#credentials.delete(credentialsKey(target));
          this.#log.debug({ function: target.arn }, 'the role of a function has no right to a log');
        } else {
          this.#log.warn({ error, function: target.arn }, 'what a function printed was not stored');
        }
      }
    }
    this.#waiting.delete(key);
  }

  /** The next events that go together. */
  #take(waiting: Waiting): readonly FunctionLogEvent[] {
    let bytes = 0;
    let count = 0;
    for (const event of waiting.events) {
      bytes += sizeOf(event);
      if (count === PUT_EVENTS - 1 || (count > 0 && bytes > PUT_BYTES - 1_024)) break;
      count += 1;
    }
    const taken = waiting.events.splice(0, count);
    const size = taken.reduce((sum, event) => sum + sizeOf(event), 0);
    waiting.bytes -= size;
    this.#bytes -= size;
    if (waiting.omitted === 0 || waiting.events.length > 0) return inOrder(taken);
    const timestamp = taken.at(-1)?.timestamp ?? this.#line.clock.now();
    const message = `${waiting.omitted} lines were left out: they came faster than they could be stored.`;
    waiting.omitted = 0;
    return inOrder([...taken, { timestamp, message }]);
  }

  async #put(target: RunnableFunction, stream: string, events: readonly FunctionLogEvent[]): Promise<void> {
    const as = { caller: await this.#callerOf(target), region: target.region };
    const place = { logGroupName: target.logGroup, logStreamName: stream };
    const logEvents = events.map(({ timestamp, message }) => ({ timestamp, message: new Redacted(bounded(message)) }));
    const put = () => callAs(this.#line, as, 'logs', 'PutLogEvents', { ...place, logEvents });
    const isMissing = (error: unknown) => error instanceof AwsError && error.code === 'ResourceNotFoundException';
    try {
      await put();
    } catch (error) {
      if (!isMissing(error)) throw error;
      await this.#makePlace(as, place);
      await put();
    }
  }

  async #makePlace(
    as: { readonly caller: Caller; readonly region: string },
    place: { readonly logGroupName: string; readonly logStreamName: string },
  ): Promise<void> {
    const makeStream = () => callAs(this.#line, as, 'logs', 'CreateLogStream', place).catch(unlessThere);
    try {
      await makeStream();
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
      const { logGroupName } = place;
      await callAs(this.#line, as, 'logs', 'CreateLogGroup', { logGroupName }).catch(unlessThere);
      await makeStream();
    }
  }

  /** The session of the function's role, as its token says: a role that is gone has none. */
  async #callerOf(target: RunnableFunction): Promise<Caller> {
    const key = credentialsKey(target);
    const now = this.#line.clock.now();
    let credentials = await this.#credentials.get(key);
    if (credentials === undefined || credentials.expiresAt - RENEW_MS <= now) {
      // Of a function that was changed the former credentials are of no use.
      for (const each of this.#credentials.keys())
        if (each.startsWith(`${target.arn} `)) this.#credentials.delete(each);
      const assuming = target.credentials();
      this.#credentials.set(key, assuming);
      assuming.catch(() => this.#credentials.delete(key));
      credentials = await assuming;
    }
    const { sessionToken, accessKeyId } = credentials;
    return (await this.#line.sessions.find(sessionToken, accessKeyId, now)).caller;
  }
}

function credentialsKey({ arn, revisionId }: RunnableFunction): string {
  return `${arn} ${revisionId}`;
}

function unlessThere(error: unknown): void {
  if (!(error instanceof AwsError) || error.code !== 'ResourceAlreadyExistsException') throw error;
}

function sizeOf({ message }: FunctionLogEvent): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD;
}

/** The clock may have been set back between two lines. */
function inOrder(events: readonly FunctionLogEvent[]): readonly FunctionLogEvent[] {
  return events.toSorted((a, b) => a.timestamp - b.timestamp);
}

/** A line of the runtime has at most so many characters, which may be three times as many bytes. */
function bounded(message: string): string {
  if (Buffer.byteLength(message) <= MAX_MESSAGE_BYTES) return message;
  return Buffer.from(message)
    .subarray(0, MAX_MESSAGE_BYTES - 3)
    .toString('utf8');
}

/** Lines that come soon after the first one go with it. */
function gather(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, GATHER_MS).unref());
}
