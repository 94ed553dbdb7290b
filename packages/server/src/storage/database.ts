/**
 * The storage seam: everything that Coffer keeps goes through these few methods, on SQLite and on PostgreSQL alike.
 * A read-only operation gets a `Reader` and so cannot write.
 *
 * What both engines promise, and `contract.test-suite.ts` holds: rows carry what was bound (text, numbers, null,
 * bytes); a boolean expression is 0 or 1; sums are numbers. Column names are lower case (PostgreSQL folds them).
 */
import type { Snapshot } from './snapshot.ts';
import type { Sql, SqlValue } from './sql.ts';

export type Row = Readonly<Record<string, SqlValue>>;

export interface Reader {
  /**
   * All rows, as null-prototype objects keyed by column name. Integers are numbers, blobs are Uint8Arrays. An integer
   * beyond 2^53 throws a RangeError rather than lose digits.
   */
  all<T extends object = Row>(statement: Sql): Promise<T[]>;
  /** The first row, or undefined. */
  get<T extends object = Row>(statement: Sql): Promise<T | undefined>;
}

/** Reads outside of transactions. */
export interface CommittedReader extends Reader {
  /** For who weighs what statements take; the statements are the same. */
  readonly engine?: Engine;
  /** Whether `getRemembered` ever remembers: then nothing is gained by reading many rows ahead with one statement. */
  readonly remembers?: boolean;
  /**
   * Like `get`, but the row may be remembered under a name until a write that forgets this name commits. Where this
   * process owns the database that is as strong as reading; PostgreSQL remembers nothing, because another node may
   * write. The row is shared: nobody changes it. At once when it is remembered.
   */
  getRemembered<T extends object = Row>(name: string, statement: Sql): T | undefined | Promise<T | undefined>;
}

export interface Writer extends Reader {
  /** Whatever is remembered under this name is not true any more once this write commits. */
  forget(name: string): void;
  /**
   * Runs a statement; how many rows it changed. Throws `UniqueViolation` when a row stands in its way. A statement that
   * fails dooms its write, even when the error is caught: where a row may exist, say `on conflict do nothing` and look
   * at `changes`.
   */
  run(statement: Sql): Promise<{ readonly changes: number }>;
  /**
   * Ends a select whose rows this write goes on to change: `` sql`select ... where id = ${id}${writer.forUpdate}` ``.
   * On PostgreSQL it locks them until the commit; on SQLite, where there is one writer at a time, it is empty.
   */
  readonly forUpdate: Sql;
  /** Like `forUpdate`, but passes over rows that another write holds: for taking the next job of many. */
  readonly forUpdateSkipLocked: Sql;
}

/** What a migration may do beyond writing. */
export interface SchemaWriter extends Writer {
  /** Runs a script of any number of statements. It binds nothing, so nothing from outside may be in it. */
  script(text: string): Promise<void>;
}

/** Whether the storage takes writes, as far as is known without writing. */
export interface Health {
  /** Nothing can be stored until a new start; the reason is for operators. */
  readonly failure: StorageUnavailable | undefined;
}

export type Engine = 'sqlite' | 'postgres';

export interface Database extends AsyncDisposable {
  readonly health: Health;
  readonly engine: Engine;
  /** What `read` gives, for who reads all the time. */
  readonly reader: CommittedReader;
  /**
   * Reads what is committed, this process's own commits included, and nothing of a write that is still open. Each
   * statement sees its own moment: several of them are not a snapshot; where rows must fit together, join them.
   */
  read<T>(f: (reader: Reader) => Promise<T>): Promise<T>;
  /**
   * One transaction: resolves when it is durable, rejects when nothing of it is stored (or nobody knows, see
   * `StorageUnavailable`). Inside, await nothing but the
   * writer (every other write waits meanwhile), and never another `write`: it would wait for this one for ever. `f`
   * may run twice (a lost connection, a deadlock), so ids and times come in from outside and it changes nothing but the
   * database. On SQLite writes that wait at the same time share one commit; each still stands or falls alone.
   */
  write<T>(f: (writer: Writer) => Promise<T>): Promise<T>;
  /** A write that may change the schema: one node at a time runs one, without a limit on its time. */
  writeSchema<T>(f: (writer: SchemaWriter) => Promise<T>): Promise<T>;
  /**
   * Opens one moment of the whole database, for as long as the snapshot is not disposed of. It blocks no write, and no
   * write changes it; what the writes leave behind meanwhile takes space until then.
   */
  openSnapshot(): Promise<Snapshot>;
  /**
   * SQLite only: writes a consistent copy of the whole database, durable and of mode 0600, in place of whatever is at
   * `path`. It blocks the process meanwhile.
   */
  copyTo?(path: string): Promise<void>;
  /** SQLite only: where the database is. */
  readonly path?: string;
}

/** A unique constraint refused a row. */
export class UniqueViolation extends Error {
  constructor(cause: unknown) {
    super('a row with this key exists already', { cause });
    this.name = 'UniqueViolation';
  }
}

/**
 * The storage cannot take or give data now (disk full, read-only, connection lost). Nothing was stored, unless
 * `isOutcomeUnknown`.
 */
export class StorageUnavailable extends Error {
  /** What was committed may or may not be there after all: a sync failed, or PostgreSQL went away during the commit. */
  readonly isOutcomeUnknown: boolean;

  constructor(message: string, cause: unknown, { isOutcomeUnknown = false } = {}) {
    super(message, { cause });
    this.name = 'StorageUnavailable';
    this.isOutcomeUnknown = isOutcomeUnknown;
  }
}

/** A text with a NUL character, which PostgreSQL cannot hold: refused on both engines alike. */
export class UnstorableText extends Error {
  constructor() {
    super('text contains a NUL character');
    this.name = 'UnstorableText';
  }
}
