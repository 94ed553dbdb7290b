import type { Clock } from '../clock.ts';
import type { Database } from '../storage/database.ts';
import { decodeBatch } from './batch-decode.ts';
import { MirrorFile } from './mirror-file.ts';
import { adoptAbandoned, hasAbandoned, readQueued, removeQueued } from './mirror-store.ts';
import { renderRecord } from './record.ts';
import type { StoredBatch } from './store.ts';

export interface MirrorOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** The file; made with mode 0600 when it is missing. A pipe that somebody reads or a device will do, too. */
  readonly path: string;
  /** The `mirrorNode` of this process's trail. */
  readonly node: string;
  /** Told when the file or the storage fails, once until it works again; the records stay queued. */
  readonly onError: (error: unknown) => void;
}

/**
 * Writes every record to a file as a line of JSON, after its commit and never in its way. The queue is in the database,
 * so each record gets there at least once whatever crashes; after a crash some may be there twice, and a line that was
 * cut short is followed by the whole one. What a pipe holds when its last reader goes is lost.
 *
 * On several nodes each writes what it stored itself, to its own file: there is no common order that a later commit of
 * an earlier number could break. What a node left behind for ten minutes is written by another one. Records that a node
 * without a mirror stored are in no file.
 */
export class AuditMirror implements AsyncDisposable {
  readonly #options: MirrorOptions;
  #file: MirrorFile | undefined;
  /** Whether the next line starts on a new opening of the file. */
  #isStale = false;
  #isUntried = true;
  #draining: Promise<number> | undefined;
  /** The batch of which a pipe took only the first records. */
  #partly: { readonly seq: number; readonly records: number } | undefined;
  /** What `onError` was told last, while it lasts. */
  #told = '';

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  /**
   * Writes what is queued, for two seconds at most but for the last step; how many records. Call it from time to time:
   * after commits, or each second. Never rejects: on an error it tells `onError`, and the next call tries again; so it
   * does when nobody empties a pipe. A call during another one is the same call.
   */
  drain(): Promise<number> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  /** Goes on in a new file of the same name (SIGHUP, after a log rotation moved the old one away). */
  reopen(): void {
    this.#isStale = true;
  }

  /** Waits for a drain that is under way. What is still queued is written after the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#draining;
    await this.#close();
  }

  async #drain(): Promise<number> {
    const { database, clock, node } = this.#options;
    const end = clock.now() + DRAIN_MS;
    let records = 0;
    try {
      // Whoever named a file that cannot be written learns it at the start, not from the first record.
      if (this.#isUntried) await this.#open();
      await this.#adopt();
      while (clock.now() < end) {
        const batches = await database.read(reader => readQueued(reader, node, STEP_BATCHES));
        if (batches.length > 0) {
          const { written, seqs } = await this.#append(batches);
          records += written;
          if (seqs.length > 0) await database.write(writer => removeQueued(writer, seqs));
          if (seqs.length < batches.length) {
            this.#tell(new Error(`nobody reads from the audit log \`${this.#options.path}\`; its records wait`));
            return records;
          }
        }
        this.#told = '';
        if (batches.length === 0) return records;
      }
    } catch (error) {
      this.#isUntried = false;
      // A new opening puts an end to a line that was cut short.
      this.#isStale = true;
      this.#partly = undefined;
      this.#tell(error);
    }
    return records;
  }

  #tell(error: unknown): void {
    const told = String(error);
    if (told !== this.#told) this.#options.onError(error);
    this.#told = told;
  }

  async #adopt(): Promise<void> {
    const { database, clock, node } = this.#options;
    // SQLite has one process at a time: whatever another one left is this one's.
    const before = database.engine === 'sqlite' ? Number.MAX_SAFE_INTEGER : clock.now() - ABANDONED_AFTER_MS;
    if (!(await database.read(reader => hasAbandoned(reader, node, before)))) return;
    await database.write(writer => adoptAbandoned(writer, node, before));
  }

  /** How many records it wrote, and which batches are in the file to their end. */
  async #append(batches: readonly StoredBatch[]): Promise<{ written: number; seqs: number[] }> {
    const lists = batches.map(({ seq, body }) => {
      const lines = decodeBatch(body).map(fact => Buffer.from(`${JSON.stringify(renderRecord(fact))}\n`));
      const done = this.#partly?.seq === seq ? this.#partly.records : 0;
      return { seq, done, lines: lines.slice(done) };
    });
    const file = await this.#open();
    // Synced before the queue forgets them.
    const written = await file.append(lists.flatMap(({ lines }) => lines));
    this.#partly = undefined;
    const seqs: number[] = [];
    let left = written;
    for (const { seq, done, lines } of lists) {
      if (left < lines.length) {
        this.#partly = { seq, records: done + left };
        break;
      }
      left -= lines.length;
      seqs.push(seq);
    }
    return { written, seqs };
  }

  async #open(): Promise<MirrorFile> {
    if (this.#isStale) await this.#close();
    this.#isStale = false;
    this.#file ??= await MirrorFile.open(this.#options.path);
    this.#isUntried = false;
    return this.#file;
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

/** Batches that are in memory at once, rendered. */
const STEP_BATCHES = 16;
const ABANDONED_AFTER_MS = 10 * 60 * 1000;
/** An end of the process waits for a drain: it must not last as long as a backlog. */
const DRAIN_MS = 2_000;
