import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectingTo } from './connecting.ts';
import type { Failure, ProcessExit } from './failures.ts';
import type { RunnableFunction } from './function-runtime.ts';
import type { Launched } from './launch.ts';
import type { OutputLog } from './output-log.ts';
import type { ProcessTree } from './process-tree.ts';
import { memoryOf, processorTimeOf } from './process-tree.ts';
import type { RuntimeAnswer, RuntimeEvent } from './runtime-api.ts';
import type { RuntimeApiServer } from './runtime-api-server.ts';

export interface FunctionProcessParts {
  readonly target: RunnableFunction;
  readonly launched: Launched;
  readonly server: RuntimeApiServer;
  readonly output: OutputLog;
  /** When its credentials end, in milliseconds since 1970. */
  readonly credentialsExpireAt: number;
  /** Removes what the process left behind. */
  cleanUp(): Promise<void>;
}

/** What came of an invocation, or of the start of a process. */
export type Outcome = RuntimeAnswer | { readonly kind: 'failure'; readonly failure: Failure };

/** How long the last output of a process that ended is waited for, in milliseconds. */
const LAST_OUTPUT_MS = 500;
/** How long the end of an invocation makes do with a look before it, in milliseconds. */
const GLANCE_MS = 1_000;
const MEGABYTE = 1_048_576;

/** One process that runs a function, one invocation after the other. */
export class FunctionProcess implements AsyncDisposable {
  readonly target: RunnableFunction;
  readonly output: OutputLog;
  readonly credentialsExpireAt: number;
  /** How many invocations it has begun. */
  invocations = 0;
  /** Bytes, the most that was seen. */
  peakMemory = 0;
  readonly #launched: Launched;
  readonly #server: RuntimeApiServer;
  readonly #exit: Promise<ProcessExit>;
  readonly #ended: Promise<void>;
  #tree: ProcessTree | undefined;
  #isOutOfMemory = false;
  #lookedAt = -Infinity;
  #hasExited = false;

  constructor({ target, launched, server, output, credentialsExpireAt, cleanUp }: FunctionProcessParts) {
    this.target = target;
    this.output = output;
    this.credentialsExpireAt = credentialsExpireAt;
    this.#launched = launched;
    this.#server = server;
    const { child } = launched;
    const streams = [child.stdout, child.stderr].filter(stream => stream !== null);
    for (const stream of streams) output.attach(stream);
    const closed = Promise.allSettled(streams.map(stream => once(stream, 'close')));
    const exit = Promise.withResolvers<ProcessExit>();
    child.on('exit', (code, signal) => exit.resolve({ code, signal }));
    child.on('error', error => {
      output.line(`the process could not be started: ${error.message}`);
      exit.resolve({ code: null, signal: null });
    });
    this.#exit = this.#readToEnd(exit.promise, closed);
    this.#ended = this.#leaveNothing(cleanUp);
    void this.#remember(launched.tree);
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** Resolves when it has ended and nothing of it is left. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Waits until it asks for work; otherwise says why it never will. */
  async ready(timeoutMs: number): Promise<Outcome | undefined> {
    return this.#first(this.#server.api.ready, timeoutMs, timeoutMs / 1000);
  }

  /** Whether it asks for more work within this time: it may also end after an answer, or do something else. */
  async isWaiting(timeoutMs: number): Promise<boolean> {
    const end = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => end.resolve(false), timeoutMs);
    const isWaiting = Promise.race([
      this.#server.api.waiting.then(() => true),
      this.#exit.then(() => false),
      end.promise,
    ]);
    return isWaiting.finally(() => clearTimeout(timer));
  }

  /** Runs the function once. After anything but an answer the process is of no use any more. */
  async run(event: RuntimeEvent, timeoutMs: number): Promise<Outcome> {
    this.invocations += 1;
    return this.#first(this.#server.api.run(event), timeoutMs, this.target.timeout);
  }

  /** Looks, unless it was looked at a moment ago: what works for long is seen by the looks that come by themselves. */
  glance(): void {
    if (performance.now() - this.#lookedAt > GLANCE_MS) this.look();
  }

  /** Looks how much memory it has, and ends it when that is more than `MemorySize`. */
  look(): void {
    if (this.#tree === undefined || this.#hasExited) return;
    this.#lookedAt = performance.now();
    const maxBytes = this.target.memorySize * MEGABYTE;
    const bytes = memoryOf(this.#tree, false);
    // Memory that several of its processes share was counted for each: what would end it is counted exactly.
    const used = bytes > maxBytes ? memoryOf(this.#tree, true) : bytes;
    this.peakMemory = Math.max(this.peakMemory, Math.min(used, maxBytes));
    if (used <= maxBytes) return;
    this.#isOutOfMemory = true;
    this.kill();
  }

  /** Seconds of processor time that it has used, all its processes together. */
  get processorTime(): number {
    return this.#tree === undefined || this.#hasExited ? 0 : processorTimeOf(this.#tree);
  }

  /** `HOST:PORT` of what it has asked for a connection and got no answer from. */
  async connectingTo(): Promise<readonly string[]> {
    return this.#tree === undefined || this.#hasExited ? [] : connectingTo(this.#tree);
  }

  /** Ends it and everything that it started. */
  kill(): void {
    this.#launched.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.#ended;
  }

  async #readToEnd(exit: Promise<ProcessExit>, closed: Promise<unknown>): Promise<ProcessExit> {
    const ended = await exit;
    this.#hasExited = true;
    this.output.end();
    // What it printed last is still in the pipes.
    await Promise.race([closed, sleep(LAST_OUTPUT_MS)]);
    return ended;
  }

  async #leaveNothing(cleanUp: () => Promise<void>): Promise<void> {
    await this.#exit;
    await this.#server.close();
    await cleanUp();
  }

  async #remember(tree: Promise<ProcessTree | undefined>): Promise<void> {
    this.#tree = await tree;
  }

  /** The answer, or the end of the process, or the end of the time: what comes first. */
  async #first<T>(
    answer: Promise<T>,
    timeoutMs: number,
    seconds: number,
  ): Promise<T | { readonly kind: 'failure'; readonly failure: Failure }> {
    const timeout = Promise.withResolvers<Failure>();
    const timer = setTimeout(() => timeout.resolve({ kind: 'timeout', seconds }), timeoutMs);
    try {
      return await Promise.race([
        answer,
        this.#exit.then((exit): { kind: 'failure'; failure: Failure } => ({
          kind: 'failure',
          failure: this.#isOutOfMemory ? { kind: 'memory' } : { kind: 'exit', exit },
        })),
        timeout.promise.then(failure => ({ kind: 'failure' as const, failure })),
      ]);
    } finally {
      clearTimeout(timer);
    }
  }
}
