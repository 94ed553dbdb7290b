import type { FunctionProcess } from './function-process.ts';
import type { RunnableFunction } from './function-runtime.ts';
import { FunctionRefused } from './function-runtime.ts';
import type { RuntimeLimits } from './runtime-options.ts';

export interface PoolParts {
  readonly limits: RuntimeLimits;
  /** Milliseconds since 1970. */
  now(): number;
  /** @param slot a number that no other process of the pool has */
  start(target: RunnableFunction, slot: number): Promise<FunctionProcess>;
}

/** What a process is used for, once. */
export type Use<T> = (
  process: FunctionProcess,
  isCold: boolean,
) => Promise<{ readonly value: T; readonly isReusable: boolean }>;

/** Credentials have to be good for a little longer than the invocation may take, in milliseconds. */
const CREDENTIALS_MARGIN_MS = 10_000;

/** Seconds of processor time that a process may use between two invocations; AWS freezes it. */
const MAX_IDLE_SECONDS = 2;

interface Job {
  readonly target: RunnableFunction;
  readonly admitted: PromiseWithResolvers<void>;
  /** The function was changed or deleted meanwhile. */
  isRetiring: boolean;
}

interface Idle {
  readonly process: FunctionProcess;
  readonly since: number;
  /** Seconds of processor time when it was first seen idle. */
  processorTime: number | undefined;
}

/** Every process: who may start one, which are kept for the next invocation, and which have to go. */
export class ProcessPool {
  readonly #parts: PoolParts;
  /** Every process that has not ended, with its slot. */
  readonly #live = new Map<FunctionProcess, number>();
  /** The one that waits longest first. */
  readonly #idle: Idle[] = [];
  readonly #waiting: Job[] = [];
  readonly #running = new Set<Job>();
  readonly #starting = new Set<number>();
  #isClosed = false;

  constructor(parts: PoolParts) {
    this.#parts = parts;
  }

  /** Processes that have not ended, busy or not. */
  get processes(): readonly FunctionProcess[] {
    return [...this.#live.keys()];
  }

  /** Whether nothing runs, waits or is being started. */
  get isUnused(): boolean {
    return this.#live.size === 0 && this.#running.size === 0 && this.#waiting.length === 0;
  }

  /**
   * Waits until the function may run, and runs it in a process that is free, else in a new one.
   *
   * @throws FunctionRefused when no process can be had
   */
  async use<T>(target: RunnableFunction, use: Use<T>): Promise<T> {
    if (this.#isClosed) throw stopping();
    const job: Job = { target, admitted: Promise.withResolvers(), isRetiring: false };
    this.#waiting.push(job);
    this.#admit();
    await job.admitted.promise;
    let process: FunctionProcess | undefined;
    let isReusable = false;
    try {
      const warm = await this.#takeWaiting(target);
      process = warm ?? (await this.#start(target));
      const used = await use(process, warm === undefined);
      ({ isReusable } = used);
      return used.value;
    } finally {
      this.#running.delete(job);
      if (process !== undefined) this.#giveBack(process, isReusable && !job.isRetiring);
      this.#admit();
    }
  }

  /** Ends the idle processes of the function, and the busy ones when they are done. */
  retire(arn: string): void {
    for (const job of this.#running) if (job.target.arn === arn) job.isRetiring = true;
    this.#endIdle(({ process }) => process.target.arn === arn);
  }

  /** Ends what waited too long. */
  sweep(): void {
    const oldest = this.#parts.now() - this.#parts.limits.idleMs;
    this.#endIdle(({ since, process }) => since < oldest || process.hasExited);
  }

  /** Ends what works although nobody asked it to. It is enough to look twice a second. */
  endUnasked(): void {
    this.#endIdle(idle => {
      const { processorTime } = idle.process;
      idle.processorTime ??= processorTime;
      return processorTime - idle.processorTime > MAX_IDLE_SECONDS;
    });
  }

  /** Ends every process; who waits for one is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { admitted } of this.#waiting.splice(0)) admitted.reject(stopping());
    await Promise.all(this.processes.map(process => process[Symbol.asyncDispose]()));
  }

  #admit(): void {
    for (const job of this.#waiting.slice()) {
      if (this.#isClosed) return;
      if (this.#running.size >= this.#parts.limits.concurrency) return;
      if (!this.#mayRun(job.target)) continue;
      this.#waiting.splice(this.#waiting.indexOf(job), 1);
      this.#running.add(job);
      job.admitted.resolve();
    }
  }

  #mayRun(target: RunnableFunction): boolean {
    const running = [...this.#running];
    const ofSame = running.filter(job => job.target.arn === target.arn).length;
    const memory = running.reduce((sum, job) => sum + this.#costOf(job.target), 0);
    const { concurrencyPerFunction, memory: limit } = this.#parts.limits;
    // What alone is larger than the limit runs alone.
    return ofSame < concurrencyPerFunction && (running.length === 0 || memory + this.#costOf(target) <= limit);
  }

  async #start(target: RunnableFunction): Promise<FunctionProcess> {
    this.#makeRoom(this.#costOf(target));
    const slot = this.#freeSlot();
    this.#starting.add(slot);
    try {
      const process = await this.#parts.start(target, slot);
      this.#live.set(process, slot);
      void process.ended.then(() => this.#live.delete(process));
      if (this.#isClosed) {
        await process[Symbol.asyncDispose]();
        throw stopping();
      }
      return process;
    } finally {
      this.#starting.delete(slot);
    }
  }

  /** Idle processes give way to one that is wanted now, the longest idle first. */
  #makeRoom(wanted: number): void {
    const busy = [...this.#running].reduce((sum, job) => sum + this.#costOf(job.target), 0);
    const { memory } = this.#parts.limits;
    while (this.#idle.length > 0) {
      const idle = this.#idle.reduce((sum, { process }) => sum + this.#costOf(process.target), 0);
      if (busy + idle <= Math.max(memory, wanted)) return;
      this.#idle.shift()?.process.kill();
    }
  }

  async #takeWaiting(target: RunnableFunction): Promise<FunctionProcess | undefined> {
    for (;;) {
      const idle = this.#takeIdle(target);
      if (idle === undefined || (await idle.isWaiting(this.#parts.limits.nextMs))) return idle;
      idle.kill();
    }
  }

  #takeIdle(target: RunnableFunction): FunctionProcess | undefined {
    const goodUntil = this.#parts.now() + target.timeout * 1000 + CREDENTIALS_MARGIN_MS;
    this.#endIdle(
      ({ process }) =>
        process.hasExited ||
        (process.target.arn === target.arn &&
          (process.target.revisionId !== target.revisionId || process.credentialsExpireAt < goodUntil)),
    );
    // The one that worked last: the others may become idle long enough to end.
    const at = this.#idle.findLastIndex(({ process }) => process.target.arn === target.arn);
    return at === -1 ? undefined : this.#idle.splice(at, 1)[0]?.process;
  }

  #giveBack(process: FunctionProcess, isReusable: boolean): void {
    const { invocationsPerProcess } = this.#parts.limits;
    const isKept = isReusable && !this.#isClosed && !process.hasExited && process.invocations < invocationsPerProcess;
    if (isKept) this.#idle.push({ process, since: this.#parts.now(), processorTime: undefined });
    else process.kill();
  }

  #endIdle(isOver: (idle: Idle) => boolean): void {
    for (const idle of this.#idle.filter(isOver)) {
      this.#idle.splice(this.#idle.indexOf(idle), 1);
      idle.process.kill();
    }
  }

  /** Megabytes that it may take: its scratch folder lies in memory. */
  #costOf({ memorySize, ephemeralStorage }: RunnableFunction): number {
    return memorySize + Math.min(ephemeralStorage, this.#parts.limits.scratch);
  }

  #freeSlot(): number {
    const taken = new Set([...this.#live.values(), ...this.#starting]);
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    return slot;
  }
}

function stopping(): FunctionRefused {
  return new FunctionRefused('ServiceException', 'the server is stopping');
}
