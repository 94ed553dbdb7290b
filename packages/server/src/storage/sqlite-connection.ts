import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Row } from './database.ts';
import type { Sql } from './sql.ts';
import { sqliteError } from './sqlite-errors.ts';
import { checkValues } from './values.ts';

/** How many prepared statements of changing text (lists in `in (...)`) a connection keeps. */
const MAX_DYNAMIC_STATEMENTS = 256;

export interface SqliteConnectionOptions {
  readonly readOnly: boolean;
  /** How long a statement waits for another program that has the file locked. Default 5,000. */
  readonly timeoutMs?: number;
}

/** One connection to a SQLite file: binds, caches prepared statements, gives errors their meaning. Synchronous. */
export class SqliteConnection implements Disposable {
  readonly #path: string;
  readonly #database: DatabaseSync;
  /** A template's strings are one array object for its place in the code, so identity finds its statement. */
  readonly #templates = new WeakMap<readonly string[], StatementSync>();
  /** Least recently used first. */
  readonly #dynamic = new Map<string, StatementSync>();

  /** Opens `path`, which must exist when `readOnly`. Throws `StorageUnavailable`. */
  constructor(path: string, options: SqliteConnectionOptions) {
    this.#path = path;
    try {
      this.#database = new DatabaseSync(path, { readOnly: options.readOnly, timeout: options.timeoutMs ?? 5_000 });
    } catch (error) {
      throw sqliteError(error, path);
    }
  }

  all(statement: Sql): Row[] {
    try {
      return this.#prepare(statement.strings).all(...bound(statement)) as Row[]; // bigints only by `readBigInts`
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }

  get(statement: Sql): Row | undefined {
    try {
      return this.#prepare(statement.strings).get(...bound(statement)) as Row | undefined; // as above
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }

  run(statement: Sql): { readonly changes: number } {
    try {
      return { changes: Number(this.#prepare(statement.strings).run(...bound(statement)).changes) };
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }

  exec(text: string): void {
    try {
      this.#database.exec(text);
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }

  /** Whether a transaction is open; some errors (a full disk) end it by themselves. */
  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  [Symbol.dispose](): void {
    this.#dynamic.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(strings: readonly string[]): StatementSync {
    const known = this.#templates.get(strings);
    if (known !== undefined) return known;
    if (!isTemplate(strings)) return this.#prepareDynamic(strings.join('?'));
    const statement = this.#database.prepare(strings.join('?'));
    this.#templates.set(strings, statement);
    return statement;
  }

  #prepareDynamic(text: string): StatementSync {
    const statement = this.#dynamic.get(text) ?? this.#database.prepare(text);
    this.#dynamic.delete(text);
    this.#dynamic.set(text, statement);
    if (this.#dynamic.size > MAX_DYNAMIC_STATEMENTS) {
      for (const oldest of this.#dynamic.keys()) {
        this.#dynamic.delete(oldest);
        break;
      }
    }
    return statement;
  }
}

/** Whether the strings are a template's own, the same object each time, and not joined for one use. */
export function isTemplate(strings: readonly string[]): boolean {
  return 'raw' in strings;
}

/**
 * The values as SQLite binds them. `node:sqlite` binds every number as a real, which a text expression shows ('5.0')
 * and a division obeys; a bigint is bound as the integer that PostgreSQL would take it for.
 */
function bound(statement: Sql): readonly SQLInputValue[] {
  const values = statement.values;
  checkValues(values);
  let copy: SQLInputValue[] | undefined;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value === 'number' && Number.isInteger(value)) {
      copy ??= [...values];
      copy[i] = BigInt(value);
    }
  }
  return copy ?? values;
}
