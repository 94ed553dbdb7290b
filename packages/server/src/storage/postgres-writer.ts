import type { ClientBase } from 'pg';
import type { SchemaWriter } from './database.ts';
import type { PostgresSession, StatementResult } from './postgres-session.ts';
import { type Sql, sql } from './sql.ts';

/** The writer of one transaction: useless once it is over, and after a statement has failed. */
export class PostgresWriter implements SchemaWriter {
  readonly forUpdate = sql` for update`;
  readonly forUpdateSkipLocked = sql` for update skip locked`;
  readonly #client: ClientBase;
  readonly #session: PostgresSession;
  #isOpen = true;
  #failure: { readonly error: unknown } | undefined;

  constructor(client: ClientBase, session: PostgresSession) {
    this.#client = client;
    this.#session = session;
  }

  // The rows are of the type that the caller's statement selects; only the caller can know it.
  async all<T extends object>(statement: Sql): Promise<T[]> {
    return (await this.#run(statement)).rows as T[];
  }

  async get<T extends object>(statement: Sql): Promise<T | undefined> {
    return (await this.#run(statement)).rows[0] as T | undefined;
  }

  async run(statement: Sql): Promise<{ readonly changes: number }> {
    const { changes } = await this.#run(statement);
    return { changes };
  }

  /** Nothing is remembered here. */
  forget(): void {}

  async script(text: string): Promise<void> {
    await this.#attempt(() => this.#session.script(this.#client, text, null));
  }

  /** The first error of a statement: what the write fails with, even when it catches it. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  close(): void {
    this.#isOpen = false;
  }

  #run(statement: Sql): Promise<StatementResult> {
    return this.#attempt(() => this.#session.run(this.#client, statement));
  }

  async #attempt<T>(f: () => Promise<T>): Promise<T> {
    if (!this.#isOpen) throw new Error('a writer was used after its write had ended');
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      return await f();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
