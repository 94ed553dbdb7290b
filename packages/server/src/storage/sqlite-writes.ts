import { type SchemaWriter, StorageUnavailable } from './database.ts';
import { sql } from './sql.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { WalSync } from './wal-sync.ts';

/** How many writes share a commit at most: bounds how long the first of them waits for its answer. */
const MAX_GROUP = 256;
/**
 * How many turns of the event loop a group waits for others. Clients that the group before has answered send their next
 * requests then, and each commit and sync carries more of them; where nobody comes these turns take microseconds.
 */
const TURNS = 6;

interface QueuedWrite {
  readonly f: (writer: SchemaWriter) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface KeptWrite {
  readonly write: QueuedWrite;
  readonly result: unknown;
  /** What is not true any more once this is committed. */
  readonly forgotten: readonly string[];
}

/**
 * Group commit: writes that are queued at the same time run one after another in one transaction and share its fsync.
 * Each is undone alone when it throws; all are rejected when the commit fails.
 */
export class SqliteWrites implements AsyncDisposable {
  readonly #connection: SqliteConnection;
  readonly #forget: (name: string) => void;
  readonly #sync: WalSync | undefined;
  readonly #queue: QueuedWrite[] = [];
  #drained = Promise.resolve();
  #isDraining = false;
  #isOpen = true;
  #isTransaction = false;

  /**
   * @param forget Told after a commit, before anything else runs, what its writes have forgotten.
   * @param sync Makes commits durable; absent: they are durable enough for a test.
   */
  constructor(connection: SqliteConnection, forget: (name: string) => void = () => {}, sync?: WalSync) {
    this.#connection = connection;
    this.#forget = forget;
    this.#sync = sync;
  }

  /** Whether the connection shows what is not committed yet. */
  get isTransaction(): boolean {
    return this.#isTransaction;
  }

  /** Queues a write; see `Database.write`. */
  add<T>(f: (writer: SchemaWriter) => Promise<T>): Promise<T> {
    if (!this.#isOpen) return Promise.reject(new StorageUnavailable('the database is closed', undefined));
    if (this.#sync?.failure !== undefined) return Promise.reject(this.#sync.failure);
    return new Promise<T>((resolve, reject) => {
      // The queue holds writes of different results; each promise gets the result of its own f.
      this.#queue.push({ f, resolve: resolve as (result: unknown) => void, reject });
      if (!this.#isDraining) this.#drain();
    });
  }

  /** Takes no more writes and waits for those that are queued. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOpen = false;
    await this.#drained;
  }

  /** Starts some turns of the event loop later, so that the requests of these turns join the group. */
  #drain(): void {
    this.#isDraining = true;
    this.#drained = new Promise(resolve => {
      const next = async (): Promise<void> => {
        await this.#commitGroup();
        if (this.#queue.length > 0) {
          afterTurns(TURNS, next);
        } else {
          this.#isDraining = false;
          resolve();
        }
      };
      afterTurns(TURNS, next);
    });
  }

  /** Runs queued writes, those that join meanwhile included, commits once and settles them. Never throws. */
  async #commitGroup(): Promise<void> {
    let kept: KeptWrite[] = [];
    const refused: { write: QueuedWrite; error: unknown }[] = [];
    for (let count = 0; count < MAX_GROUP; count += 1) {
      const write = this.#queue.shift();
      if (write === undefined) break;
      try {
        kept.push({ write, ...(await this.#runOne(write, kept.length > 0)) });
      } catch (error) {
        refused.push({ write, error });
        if (kept.length > 0 && !this.#isTransaction) {
          rejectAll(kept, error);
          kept = [];
        }
      }
    }
    if (kept.length > 0) await this.#commit(kept);
    for (const { write, error } of refused) write.reject(error);
  }

  /** Runs one write in the open transaction, or opens one; when it throws, the others' work is as it was. */
  async #runOne(write: QueuedWrite, isShared: boolean): Promise<Omit<KeptWrite, 'write'>> {
    const connection = this.#connection;
    // A rollback that failed is made up for before anything else is written.
    if (!isShared && connection.isTransaction) connection.exec('rollback');
    connection.exec(isShared ? 'savepoint w' : 'begin immediate');
    this.#isTransaction = true;
    const writer = new SqliteWriter(connection);
    try {
      const result = await write.f(writer);
      writer.finish();
      if (isShared) connection.exec('release w');
      return { result, forgotten: writer.forgotten };
    } catch (error) {
      writer.close();
      this.#undo(isShared);
      throw error;
    }
  }

  #undo(isShared: boolean): void {
    if (isShared && this.#connection.isTransaction) {
      try {
        this.#connection.exec('rollback to w; release w');
        return;
      } catch {
        // Without its savepoint the write cannot be told from the others: the whole transaction goes.
      }
    }
    this.#rollback();
  }

  /** Commits and syncs; what is queued meanwhile shares the next commit. */
  async #commit(kept: readonly KeptWrite[]): Promise<void> {
    try {
      this.#connection.exec('commit');
      this.#isTransaction = false;
      for (const { forgotten } of kept) forgotten.forEach(this.#forget);
    } catch (error) {
      this.#rollback();
      const [only, ...others] = kept;
      if (others.length === 0) only?.write.reject(error);
      else rejectAll(kept, error);
      return;
    }
    try {
      await this.#sync?.sync();
    } catch (error) {
      rejectAll(kept, error);
      return;
    }
    for (const { write, result } of kept) write.resolve(result);
  }

  /** Some errors (a full disk) have ended the transaction already. */
  #rollback(): void {
    try {
      if (this.#connection.isTransaction) this.#connection.exec('rollback');
    } catch {
      // The transaction is not committed, which is what counts; the next one begins with another rollback.
    }
    this.#isTransaction = this.#connection.isTransaction;
  }
}

function afterTurns(turns: number, f: () => void): void {
  setImmediate(turns <= 1 ? f : () => afterTurns(turns - 1, f));
}

/** The error may be a stranger's, of a write that shared the transaction and took it down: that is only the cause. */
function rejectAll(kept: readonly KeptWrite[], error: unknown): void {
  const reason =
    error instanceof StorageUnavailable ? error : new StorageUnavailable('the shared transaction failed', error);
  for (const { write } of kept) write.reject(reason);
}

/** The writer of one write: useless once the write is over, and after a statement has failed, as on PostgreSQL. */
class SqliteWriter implements SchemaWriter {
  readonly forUpdate = sql``;
  readonly forUpdateSkipLocked = sql``;
  readonly #connection: SqliteConnection;
  #isOpen = true;
  readonly forgotten: string[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  // The rows are of the type that the caller's statement selects; only the caller can know it.
  async all<T extends object>(statement: Parameters<SchemaWriter['all']>[0]): Promise<T[]> {
    return this.#attempt(() => this.#connection.all(statement)) as T[];
  }

  async get<T extends object>(statement: Parameters<SchemaWriter['get']>[0]): Promise<T | undefined> {
    return this.#attempt(() => this.#connection.get(statement)) as T | undefined;
  }

  async run(statement: Parameters<SchemaWriter['run']>[0]): Promise<{ readonly changes: number }> {
    return this.#attempt(() => this.#connection.run(statement));
  }

  forget(name: string): void {
    this.forgotten.push(name);
  }

  async script(text: string): Promise<void> {
    this.#attempt(() => this.#connection.exec(text));
    if (!this.#connection.isTransaction) this.#attempt(endedByScript);
  }

  /** The end of a write that did not throw: throws the error of a statement that it caught. */
  finish(): void {
    this.close();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  close(): void {
    this.#isOpen = false;
  }

  #attempt<T>(f: () => T): T {
    if (!this.#isOpen) throw new Error('a writer was used after its write had ended');
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return f();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}

function endedByScript(): never {
  throw new Error('a script may not end the transaction that it runs in');
}
