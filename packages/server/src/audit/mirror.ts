import { type FileHandle, open } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { Database } from '../storage/database.ts';
import { decodeBatch } from './batch-decode.ts';
import { adoptAbandoned, hasAbandoned, readQueued, removeQueued } from './mirror-store.ts';
import { renderRecord } from './record.ts';
import type { StoredBatch } from './store.ts';

export interface MirrorOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** The file; made with mode 0600 when it is missing. A pipe or a device will do, too. */
  readonly path: string;
  /** The `mirrorNode` of this process's trail. */
  readonly node: string;
  /** Told when the file or the storage fails; the records stay queued. */
  readonly onError: (error: unknown) => void;
}

/**
 * Writes every record to a file as a line of JSON, after its commit and never in its way. The queue is in the database,
 * so each record gets there at least once whatever crashes; after a crash some may be there twice, and a line that was
 * cut short is followed by the whole one.
 *
 * On several nodes each writes what it stored itself, to its own file: there is no common order that a later commit of
 * an earlier number could break. What a node left behind for ten minutes is written by another one. Records that a node
 * without a mirror stored are in no file.
 */
export class AuditMirror implements AsyncDisposable {
  readonly #options: MirrorOptions;
  #file: FileHandle | undefined;
  /** Whether the next line starts on a new opening of the file. */
  #isStale = false;
  #draining: Promise<number> | undefined;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  /**
   * Writes what is queued; how many records. Call it from time to time: after commits, or each second. Never rejects:
   * on an error it tells `onError`, and the next call tries again. A call during another one is the same call.
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
    const { database, node, onError } = this.#options;
    let records = 0;
    try {
      await this.#adopt();
      for (;;) {
        const batches = await database.read(reader => readQueued(reader, node, STEP_BATCHES));
        if (batches.length === 0) return records;
        records += await this.#append(batches);
        const seqs = batches.map(batch => batch.seq);
        await database.write(writer => removeQueued(writer, seqs));
      }
    } catch (error) {
      // A new opening puts an end to a line that was cut short.
      this.#isStale = true;
      onError(error);
      return records;
    }
  }

  async #adopt(): Promise<void> {
    const { database, clock, node } = this.#options;
    // SQLite has one process at a time: whatever another one left is this one's.
    const before = database.engine === 'sqlite' ? Number.MAX_SAFE_INTEGER : clock.now() - ABANDONED_AFTER_MS;
    if (!(await database.read(reader => hasAbandoned(reader, node, before)))) return;
    await database.write(writer => adoptAbandoned(writer, node, before));
  }

  async #append(batches: readonly StoredBatch[]): Promise<number> {
    const lines = batches
      .flatMap(batch => decodeBatch(batch.body))
      .map(fact => `${JSON.stringify(renderRecord(fact))}\n`);
    const file = await this.#open();
    await file.appendFile(lines.join(''));
    // Before the queue forgets them. Pipes cannot be synced.
    if ((await file.stat()).isFile()) await file.datasync();
    return lines.length;
  }

  async #open(): Promise<FileHandle> {
    if (this.#isStale) await this.#close();
    this.#isStale = false;
    this.#file ??= await openForAppend(this.#options.path);
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
const NEWLINE = 0x0a;

/** Opens a file to append whole lines to it. */
async function openForAppend(path: string): Promise<FileHandle> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    if (size > 0) {
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      if (buffer[0] !== NEWLINE) await file.appendFile('\n');
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
