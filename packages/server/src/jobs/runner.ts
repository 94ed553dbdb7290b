import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Database, Writer } from '../storage/database.ts';
import type { JobRow } from './store.ts';
import { completeJob, hasDue, leaseJobs, nextDue, postponeJob, renewLease } from './store.ts';

/**
 * What is done when a job of a kind is due. Everything that it stores goes through `finish`, which ends the job in the
 * same transaction and stores nothing when another node holds the lease by now. It must be safe to run again after a
 * crash at any instruction.
 */
export type JobHandler = (job: JobRow, finish: Finish) => Promise<void>;

/** Runs `store` and ends the job, both or neither. */
export type Finish = (store: (writer: Writer) => Promise<void>) => Promise<void>;

const LEASE_MS = 60_000;
/** How long the runner sleeps at most: a request, on this node or another, may have planned a job meanwhile. */
const MAX_SLEEP_MS = 1_000;
/** After a nudge: the write that plans the job may not be committed yet. */
const SOON_MS = [2, 4, 8, 16, 32, 64, 128] as const;
const BATCH = 16;
const MAX_BACKOFF_MS = 3_600_000;

/** Another node took the job over: what this one did is not stored. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease of the job is lost');
    this.name = 'LeaseLost';
  }
}

export interface JobRunnerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** What is done for each kind; other kinds are left to other runners, and to nodes with a newer program. */
  readonly handlers: ReadonlyMap<string, JobHandler>;
  /** Jobs that run at one time; default 1. With more, one that takes long holds up no other. */
  readonly parallel?: number | undefined;
}

/** Runs jobs as they become due, until it is disposed; then it finishes what it has begun. */
export class JobRunner implements AsyncDisposable {
  readonly #parts: JobRunnerParts;
  readonly #owner = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  /** Looks that are still to come soon. */
  #looks = 0;
  #nudged = Promise.withResolvers<void>();
  #isAwake = false;
  readonly #kinds: readonly string[];

  constructor(parts: JobRunnerParts) {
    this.#parts = parts;
    this.#kinds = [...parts.handlers.keys()];
  }

  start(): void {
    this.#sleep(0);
  }

  /** Has it look soon, and some times more: a job that is due at once is being planned just now. */
  nudge(): void {
    this.#looks = SOON_MS.length;
    this.#nudged.resolve();
    this.#nudged = Promise.withResolvers();
    // Before it was started nothing waits.
    if (this.#timer === undefined || this.#isAwake) return;
    clearTimeout(this.#timer);
    this.#sleep(this.#pause(0));
  }

  /** Runs everything that is due now, and returns when it is done. */
  async runDue(): Promise<void> {
    const { parallel = 1 } = this.#parts;
    if (parallel > 1) return this.#runParallel(parallel);
    for (;;) {
      const until = this.#parts.clock.now() + LEASE_MS;
      const jobs = await this.#lease(until, BATCH);
      for (const job of jobs) {
        // The jobs before it took so long that it belongs to whoever leases it next.
        if (this.#parts.clock.now() < until) await this.#run(job);
      }
      if (jobs.length < BATCH || this.#stopped) return;
    }
  }

  /** Leases no more than can run now, and looks for more as soon as there is room or something new may be due. */
  async #runParallel(parallel: number): Promise<void> {
    const { database, clock, log } = this.#parts;
    const running = new Set<Promise<void>>();
    const isDue = () => database.read(reader => hasDue(reader, clock.now(), this.#kinds));
    for (;;) {
      const room = Math.min(parallel - running.size, BATCH);
      const isWanted = room > 0 && !this.#stopped && (await isDue());
      const jobs = isWanted ? await this.#lease(clock.now() + LEASE_MS, room) : [];
      for (const job of jobs) {
        const run = this.#run(job)
          .catch((error: unknown) => log.error({ error, job: job.id }, 'a job cannot be given back'))
          .finally(() => running.delete(run));
        running.add(run);
      }
      if (running.size === 0) return;
      const pause = setTimeout(this.#pause(MAX_SLEEP_MS), undefined, { ref: false });
      await Promise.race([...running, pause, this.#nudged.promise]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** How long to wait for the next look, where it would else be so many milliseconds. */
  #pause(ms: number): number {
    const soon = SOON_MS[SOON_MS.length - this.#looks];
    if (soon === undefined) return ms;
    this.#looks -= 1;
    return Math.min(soon, ms === 0 ? soon : ms);
  }

  #sleep(ms: number): void {
    if (this.#stopped) return;
    this.#timer = globalThis
      .setTimeout(() => {
        this.#running = this.#wake();
      }, ms)
      .unref();
  }

  async #wake(): Promise<void> {
    const { database, clock, log } = this.#parts;
    let sleep = MAX_SLEEP_MS;
    this.#isAwake = true;
    try {
      // Looking costs no commit, and mostly there is nothing.
      if (await database.read(reader => hasDue(reader, clock.now(), this.#kinds))) await this.runDue();
      const next = await database.read(reader => nextDue(reader, clock.now(), this.#kinds));
      if (next !== undefined) sleep = Math.min(Math.max(next - clock.now(), 0), MAX_SLEEP_MS);
    } catch (error) {
      log.error({ error }, 'jobs cannot run');
    }
    this.#isAwake = false;
    // Never spin, whatever a job's due time says.
    this.#sleep(this.#pause(Math.max(sleep, 50)));
  }

  #lease(until: number, limit: number): Promise<JobRow[]> {
    const lease = { owner: this.#owner, now: until - LEASE_MS, until, limit, kinds: this.#kinds };
    return this.#parts.database.write(writer => leaseJobs(writer, lease));
  }

  async #run(job: JobRow): Promise<void> {
    const { database, clock, log, handlers } = this.#parts;
    const handler = handlers.get(job.kind);
    if (handler === undefined) throw new Error(`leased a job of the unknown kind ${job.kind}`);
    const renewal = setInterval(() => {
      const until = clock.now() + LEASE_MS;
      database
        .write(writer => renewLease(writer, job, this.#owner, until))
        .catch((error: unknown) => {
          log.warn({ error, job: job.id, kind: job.kind }, 'a lease was not renewed');
        });
    }, LEASE_MS / 3).unref();
    try {
      await handler(job, store =>
        database.write(async writer => {
          if (!(await completeJob(writer, job, this.#owner))) throw new LeaseLost();
          await store(writer);
        }),
      );
    } catch (error) {
      if (error instanceof LeaseLost) return;
      log.error({ error, job: job.id, kind: job.kind, attempt: job.attempt }, 'a job failed and will be tried again');
      await this.#postpone(job);
    } finally {
      clearInterval(renewal);
    }
  }

  async #postpone(job: JobRow): Promise<void> {
    const backoff = Math.min(1_000 * 2 ** Math.min(job.attempt, 12), MAX_BACKOFF_MS);
    const dueAt = this.#parts.clock.now() + backoff;
    await this.#parts.database.write(writer => postponeJob(writer, job, this.#owner, dueAt));
  }
}
