import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type CommittedReader,
  type Database,
  type Health,
  type Reader,
  type Row,
  type SchemaWriter,
  StorageUnavailable,
  type Writer,
} from './database.ts';
import { rememberable, RowCache } from './row-cache.ts';
import type { Snapshot } from './snapshot.ts';
import { type Sql, sql } from './sql.ts';
import { isTemplate, SqliteConnection } from './sqlite-connection.ts';
import { fileError } from './sqlite-errors.ts';
import { openSqliteSnapshot } from './sqlite-snapshot.ts';
import { SqliteWrites } from './sqlite-writes.ts';
import { WalSync } from './wal-sync.ts';

export interface SqliteOptions {
  /**
   * `full` (default): a write resolves when it would survive a power cut; SQLite appends, `WalSync` syncs. `off` is for
   * tests only.
   */
  readonly synchronous?: 'full' | 'off';
  /** How long a write waits, and blocks the process, for another program that has the file locked. Default 5,000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens the SQLite database at `path`, an ordinary file, and makes it (mode 0600) when it is missing. The caller holds
 * the data directory's lock: a second writing process would only make this one wait. Throws `StorageUnavailable`.
 */
export function openSqlite(path: string, options: SqliteOptions = {}): SqliteDatabase {
  return new SqliteDatabase(path, options);
}

/** The page cache of the writing connection, which serves nearly every read too. */
const CACHE_KIB = 64 * 1024;

/** How many woven statements are known to be harmless, and how long one is at most. */
const MAX_KNOWN_TEXTS = 128;
const MAX_KNOWN_TEXT_LENGTH = 8_192;

/** What the write-ahead log shrinks to after a large transaction. */
const MAX_IDLE_WAL_BYTES = 64 * 1024 * 1024;

/**
 * Two connections: the writing one, and a read-only one for reads while a transaction is open. Other reads use the
 * writing connection, because every commit empties the page cache of the other.
 */
export class SqliteDatabase implements Database {
  readonly engine = 'sqlite';
  readonly path: string;
  readonly #writing: SqliteConnection;
  readonly #reading: SqliteConnection;
  readonly #sync: WalSync | undefined;
  readonly #writes: SqliteWrites;
  readonly reader: CommittedReader;
  readonly #remembered = new RowCache();
  readonly health: Health;
  /** What the read-only connection has run: it cannot write, so the writing connection may run it. */
  readonly #harmless = new KnownStatements();

  constructor(path: string, options: SqliteOptions) {
    this.path = path;
    createPrivately(path);
    this.#writing = openWriting(path, options);
    this.#reading = new SqliteConnection(path, { readOnly: true });
    this.#sync = options.synchronous === 'off' ? undefined : new WalSync(path);
    this.health = this.#sync ?? { failure: undefined };
    this.#writes = new SqliteWrites(this.#writing, name => this.#remembered.forget(name), this.#sync);
    this.reader = {
      engine: this.engine,
      remembers: true,
      // The rows are of the type that the caller's statement selects; only the caller can know it.
      all: <T extends object>(statement: Sql) => this.#read(all, statement) as Promise<T[]>,
      get: <T extends object>(statement: Sql) => this.#read(get, statement) as Promise<T | undefined>,
      getRemembered: <T extends object>(name: string, statement: Sql) =>
        this.#getRemembered(name, statement) as T | Promise<T | undefined>,
    };
  }

  read<T>(f: (reader: Reader) => Promise<T>): Promise<T> {
    return f(this.reader);
  }

  write<T>(f: (writer: Writer) => Promise<T>): Promise<T> {
    return this.#writes.add(f);
  }

  writeSchema<T>(f: (writer: SchemaWriter) => Promise<T>): Promise<T> {
    return this.#writes.add(f);
  }

  async openSnapshot(): Promise<Snapshot> {
    return openSqliteSnapshot(this.path);
  }

  async copyTo(path: string): Promise<void> {
    const partial = `${path}.partial`;
    try {
      rmSync(partial, { force: true });
      createPrivately(partial);
      this.#reading.run(sql`vacuum into ${partial}`);
      syncFile(partial);
      renameSync(partial, path);
      syncFile(dirname(path));
    } catch (error) {
      rmSync(partial, { force: true });
      throw error instanceof StorageUnavailable ? error : fileError(error, path);
    }
  }

  /** Waits for the queued writes, then closes both connections, which empties the write-ahead log. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writes[Symbol.asyncDispose]();
    await this.#sync?.[Symbol.asyncDispose]();
    this.#reading[Symbol.dispose]();
    this.#writing[Symbol.dispose]();
  }

  /**
   * INVARIANT: reading a row and remembering it, and committing a write and forgetting what it changed, each happen
   * without a gap in which something else could run. So what is remembered is what is committed.
   */
  #getRemembered(name: string, statement: Sql): Row | Promise<Row | undefined> {
    const remembered = this.#remembered.get(name);
    if (remembered !== undefined) return remembered;
    return this.#read((connection, wanted) => {
      const found = connection.get(wanted);
      if (found === undefined) return undefined;
      const row = rememberable(found);
      this.#remembered.set(name, row);
      return row;
    }, statement);
  }

  /** Not async: a lookup by key costs about as much as two promises more would. */
  #read<T>(how: (connection: SqliteConnection, statement: Sql) => T, statement: Sql): Promise<T> {
    try {
      if (!this.#writes.isTransaction && this.#harmless.has(statement)) {
        return Promise.resolve(how(this.#writing, statement));
      }
      const result = how(this.#reading, statement);
      this.#harmless.add(statement);
      return Promise.resolve(result);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}

/** Statements by what they say, whatever is bound to them. */
class KnownStatements {
  readonly #templates = new WeakSet<readonly string[]>();
  /** Of statements that are woven together; the last ones, because there are as many as there are kinds of searches. */
  readonly #texts = new Set<string>();

  has({ strings }: Sql): boolean {
    return isTemplate(strings) ? this.#templates.has(strings) : this.#texts.has(strings.join('?'));
  }

  add({ strings }: Sql): void {
    if (isTemplate(strings)) {
      this.#templates.add(strings);
      return;
    }
    const text = strings.join('?');
    if (text.length > MAX_KNOWN_TEXT_LENGTH) return;
    this.#texts.delete(text);
    this.#texts.add(text);
    if (this.#texts.size <= MAX_KNOWN_TEXTS) return;
    const [oldest = ''] = this.#texts;
    this.#texts.delete(oldest);
  }
}

function all(connection: SqliteConnection, statement: Sql): Row[] {
  return connection.all(statement);
}

function get(connection: SqliteConnection, statement: Sql): Row | undefined {
  return connection.get(statement);
}

function openWriting(path: string, options: SqliteOptions): SqliteConnection {
  const timeoutMs = options.busyTimeoutMs ?? 5_000;
  const connection = new SqliteConnection(path, { readOnly: false, timeoutMs });
  try {
    connection.exec(`
      pragma cache_size = -${CACHE_KIB};
      pragma synchronous = ${options.synchronous === 'off' ? 'off' : 'normal'};
      pragma foreign_keys = on;
      pragma trusted_schema = off;
      pragma temp_store = memory;
      pragma journal_size_limit = ${MAX_IDLE_WAL_BYTES};
    `);
    const mode = connection.get(sql`pragma journal_mode = wal`);
    if (mode?.['journal_mode'] !== 'wal') {
      throw new StorageUnavailable(
        `the file system of \`${path}\` cannot share memory (network folders cannot)`,
        undefined,
      );
    }
    return connection;
  } catch (error) {
    connection[Symbol.dispose]();
    throw error;
  }
}

/** SQLite gives the write-ahead log the mode of the file, so it is enough that the file is private from its birth. */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw fileError(error, path);
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
