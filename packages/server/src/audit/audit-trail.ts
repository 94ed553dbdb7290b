import type { Clock } from '../clock.ts';
import { type Database, StorageUnavailable, type Writer } from '../storage/database.ts';
import { encodeBatches } from './batch-encode.ts';
import type { AuditFact } from './fact.ts';
import { queueForMirror } from './mirror-store.ts';
import { insertBatches } from './store.ts';
import type { AuditTrail } from './trail.ts';

export interface TrailOptions {
  /** How many facts may wait for the storage before further ones are refused. */
  readonly maxBacklog?: number;
  /** This process's name in the queue of its `--audit-log` mirror; absent: there is no mirror. */
  readonly mirrorNode?: string | undefined;
}

const DEFAULT_MAX_BACKLOG = 20_000;
/** Bounds one transaction; what waits beyond it goes with the next. */
const MAX_FLUSH_FACTS = 4_096;
/**
 * How many transactions are on their way at once. SQLite has one writer, and its driver joins this one with the
 * mutations that wait; on PostgreSQL one that waits for its fsync need not hold up the next.
 */
const MAX_IN_FLIGHT = { sqlite: 1, postgres: 4 } as const;

interface Waiting {
  readonly facts: readonly AuditFact[];
  readonly alongside: ((writer: Writer) => Promise<void>) | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The audit trail in the database: what waits at the same time becomes one row and one commit. */
export class BatchingTrail implements AuditTrail, AsyncDisposable {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #maxBacklog: number;
  readonly #mirrorNode: string | undefined;
  #waiting: Waiting[] = [];
  /** Facts that wait or are on their way. */
  #backlog = 0;
  readonly #flushes = new Set<Promise<void>>();
  #isOpen = true;

  constructor(database: Database, clock: Clock, options: TrailOptions = {}) {
    this.#database = database;
    this.#clock = clock;
    this.#maxBacklog = options.maxBacklog ?? DEFAULT_MAX_BACKLOG;
    this.#mirrorNode = options.mirrorNode;
  }

  append(facts: readonly AuditFact[], alongside?: (writer: Writer) => Promise<void>): Promise<void> {
    if (!this.#isOpen) return Promise.reject(new StorageUnavailable('the audit trail is closed', undefined));
    if (this.#backlog + facts.length > this.#maxBacklog) {
      return Promise.reject(new StorageUnavailable('too many audit records wait for the storage', undefined));
    }
    this.#backlog += facts.length;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ facts, alongside, resolve, reject });
      this.#pump();
    });
  }

  async insert(writer: Writer, facts: readonly AuditFact[]): Promise<void> {
    if (facts.length === 0) return;
    const seqs = await insertBatches(writer, encodeBatches(facts));
    if (this.#mirrorNode === undefined) return;
    await queueForMirror(writer, seqs, { node: this.#mirrorNode, at: this.#clock.now() });
  }

  /** Takes no more facts and waits until those that it has are stored or refused. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOpen = false;
    while (this.#flushes.size > 0) await Promise.all(this.#flushes);
  }

  #pump(): void {
    if (this.#waiting.length === 0 || this.#flushes.size >= MAX_IN_FLIGHT[this.#database.engine]) return;
    const flush = this.#flush().finally(() => {
      this.#flushes.delete(flush);
      this.#pump();
    });
    this.#flushes.add(flush);
  }

  /** Never rejects: each of those who wait learns the outcome. */
  async #flush(): Promise<void> {
    let batch: Waiting[] | undefined;
    try {
      await this.#database.write(async writer => {
        // Those who came while this write waited for its turn go with it; when it runs again, it is with the same.
        batch ??= this.#take();
        await this.#store(writer, batch);
      });
      this.#settle(batch ?? [], waiting => waiting.resolve());
    } catch (error) {
      // A write that never ran has taken nobody: whoever waits would wait for the same storage.
      const failed = batch ?? this.#take();
      if (error instanceof StorageUnavailable || failed.length <= 1) {
        this.#settle(failed, waiting => waiting.reject(error));
      } else {
        for (const waiting of failed) await this.#storeAlone(waiting);
      }
    }
  }

  /** One of many was at fault (a write alongside, most likely): the others must not fail with it. */
  async #storeAlone(waiting: Waiting): Promise<void> {
    try {
      await this.#database.write(writer => this.#store(writer, [waiting]));
      this.#settle([waiting], () => waiting.resolve());
    } catch (error) {
      this.#settle([waiting], () => waiting.reject(error));
    }
  }

  #take(): Waiting[] {
    let facts = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      facts += waiting.facts.length;
      if (count > 0 && facts > MAX_FLUSH_FACTS) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #store(writer: Writer, batch: readonly Waiting[]): Promise<void> {
    await this.insert(
      writer,
      batch.flatMap(waiting => waiting.facts),
    );
    for (const { alongside } of batch) await alongside?.(writer);
  }

  #settle(batch: readonly Waiting[], outcome: (waiting: Waiting) => void): void {
    for (const waiting of batch) {
      this.#backlog -= waiting.facts.length;
      outcome(waiting);
    }
  }
}
