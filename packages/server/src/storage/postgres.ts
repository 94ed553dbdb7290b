import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientBase, Pool, type PoolClient } from 'pg';
import {
  type CommittedReader,
  type Database,
  type Reader,
  type SchemaWriter,
  StorageUnavailable,
  type Writer,
} from './database.ts';
import { readPostgresUrl } from './postgres-config.ts';
import { PostgresUnavailable } from './postgres-errors.ts';
import { retry } from './postgres-retry.ts';
import { PostgresSession } from './postgres-session.ts';
import { openPostgresSnapshot } from './postgres-snapshot.ts';
import { POSTGRES_TYPES } from './postgres-types.ts';
import { PostgresWriter } from './postgres-writer.ts';
import type { Snapshot } from './snapshot.ts';
import { type Sql, sql } from './sql.ts';

export interface PostgresOptions {
  /** Connections at most; each open write holds one. Default 10. */
  readonly poolSize?: number;
  /** What a single statement may take, waiting for locks included. Default 30,000. */
  readonly statementTimeoutMs?: number;
  /** What it may take to get a connection. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** How long to wait before each further attempt after a lost connection. Default 50, 250, 1,000, 2,000. */
  readonly retryDelaysMs?: readonly number[];
}

/**
 * Opens a PostgreSQL (14 or newer) database by its URL; see `readPostgresUrl` for TLS. Throws `StorageUnavailable` when
 * there is none, or when it does not hold text as UTF-8.
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<PostgresDatabase> {
  const database = new PostgresDatabase(url, options);
  try {
    await database.check();
    return database;
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/** How much longer than the server's own limit the client waits for a statement, before it takes it for lost. */
const SILENCE_MS = 5_000;

/** A pool of connections. Reads run as single statements, writes as transactions (read committed). */
export class PostgresDatabase implements Database {
  readonly engine = 'postgres';
  readonly #pool: Pool;
  readonly #session: PostgresSession;
  readonly #retryDelaysMs: readonly number[];
  readonly reader: CommittedReader;
  readonly health = { failure: undefined };

  constructor(url: string, options: PostgresOptions) {
    const target = readPostgresUrl(url);
    const timeoutMs = Math.trunc(options.statementTimeoutMs ?? 30_000);
    this.#session = new PostgresSession(target.place, timeoutMs + SILENCE_MS);
    this.#retryDelaysMs = options.retryDelaysMs ?? [50, 250, 1_000, 2_000];
    this.#pool = new Pool({
      ...target.config,
      max: options.poolSize ?? 10,
      connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      application_name: 'coffer',
      types: POSTGRES_TYPES,
      onConnect: client => prepareClient(client, timeoutMs),
    });
    // An idle connection that breaks is dropped by the pool; whoever needs one gets another.
    this.#pool.on('error', () => {});
    this.reader = {
      engine: this.engine,
      // The rows are of the type that the caller's statement selects; only the caller can know it.
      all: async <T extends object>(statement: Sql) => (await this.#read(statement)) as T[],
      get: async <T extends object>(statement: Sql) => (await this.#read(statement))[0] as T | undefined,
      getRemembered: async <T extends object>(_name: string, statement: Sql) =>
        (await this.#read(statement))[0] as T | undefined,
    };
  }

  /** Throws `StorageUnavailable` when the database cannot be used. */
  async check(): Promise<void> {
    const row = await this.reader.get<{ encoding: string }>(sql`select current_setting('server_encoding') as encoding`);
    if (row?.encoding !== 'UTF8') {
      const place = this.#session.place;
      throw new StorageUnavailable(`${place} must have the encoding UTF8, not ${row?.encoding}`, undefined);
    }
  }

  read<T>(f: (reader: Reader) => Promise<T>): Promise<T> {
    return f(this.reader);
  }

  write<T>(f: (writer: Writer) => Promise<T>): Promise<T> {
    return this.#retry(() => this.#transaction(f));
  }

  writeSchema<T>(f: (writer: SchemaWriter) => Promise<T>): Promise<T> {
    return this.#retry(() =>
      this.#transaction(async writer => {
        await writer.script(ALONE);
        return f(writer);
      }),
    );
  }

  openSnapshot(): Promise<Snapshot> {
    return this.#retry(async () => openPostgresSnapshot(await this.#session.connect(this.#pool), this.#session));
  }

  /** Waits for what runs, then closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  #read(statement: Sql): Promise<object[]> {
    return this.#retry(async () => (await this.#session.run(this.#pool, statement)).rows);
  }

  #retry<T>(f: () => Promise<T>): Promise<T> {
    return retry(
      async () => {
        if (this.#pool.ending) throw new StorageUnavailable('the database is closed', undefined);
        return f();
      },
      { delaysMs: this.#retryDelaysMs, prepareAgain: () => this.#session.statements.renameAll() },
    );
  }

  async #transaction<T>(f: (writer: SchemaWriter) => Promise<T>): Promise<T> {
    const client = await this.#session.connect(this.#pool);
    const writer = new PostgresWriter(client, this.#session);
    let transaction: Transaction;
    let result: T;
    try {
      transaction = await this.#begin(client);
      result = await f(writer);
      if (writer.failure !== undefined) throw writer.failure.error;
    } catch (error) {
      // A conflict or a lost connection is what counts, whatever `f` made of it.
      const reason = writer.failure?.error instanceof PostgresUnavailable ? writer.failure.error : error;
      await this.#rollback(client, reason);
      throw reason;
    } finally {
      writer.close();
    }
    await this.#commit(client, transaction);
    return result;
  }

  /** Gives what tells the transaction's outcome should the answer to the commit be lost. One round trip. */
  async #begin(client: ClientBase): Promise<Transaction> {
    const results = await this.#session.script(client, BEGIN);
    const row: unknown = Array.isArray(results) ? results[1]?.rows?.[0] : undefined;
    if (!isTransaction(row)) throw new TypeError('the transaction has no number');
    return row;
  }

  /** Gives the connection back, or drops it when it is broken. Never throws: the reason outweighs it. */
  async #rollback(client: PoolClient, reason: unknown): Promise<void> {
    let isBroken = isLost(reason);
    if (!isBroken) await this.#session.script(client, 'rollback').catch(() => (isBroken = true));
    client.release(isBroken);
  }

  async #commit(client: PoolClient, transaction: Transaction): Promise<void> {
    try {
      const result = await this.#session.script(client, 'commit');
      // A statement that `f` did not wait for has failed: PostgreSQL then answers a commit by rolling back.
      if (!isCommit(result)) throw new Error('a statement failed that the write did not wait for');
      client.release();
    } catch (error) {
      client.release(true);
      if (!isLost(error)) throw error;
      await this.#settle(transaction, error);
    }
  }

  /**
   * Returns when the transaction was committed after all, throws `lost` when it was not and may run again.
   *
   * A server that has crashed gives numbers out again that it had not written down: `committed` may then be somebody
   * else's, and says nothing. `aborted` still says that this one was not committed, whoever has its number now.
   */
  async #settle(transaction: Transaction, lost: unknown): Promise<void> {
    for (const delayMs of [0, ...this.#retryDelaysMs]) {
      await sleep(delayMs);
      const { status, restarted } = await this.#status(transaction);
      if (status === 'aborted') throw lost;
      if (status === 'committed' && restarted === 0) return;
      if (status === 'committed') break;
    }
    const place = this.#session.place;
    throw new StorageUnavailable(`the outcome of a write is unknown: ${place} was lost during its commit`, lost, {
      isOutcomeUnknown: true,
    });
  }

  async #status({ id, began }: Transaction): Promise<{ readonly status?: unknown; readonly restarted?: unknown }> {
    try {
      // The checkpointer begins anew with each recovery; who may not see when it began cannot tell.
      const question = sql`
        select pg_xact_status(${id}::xid8) as status,
          case
            when pg_postmaster_start_time() < ${began}::timestamptz
              and (select backend_start from pg_stat_activity where backend_type = 'checkpointer') < ${began}::timestamptz
            then 0
            else 1
          end as restarted`;
      return (await this.#session.run(this.#pool, question)).rows[0] ?? {};
    } catch {
      return {}; // Still away: the next question may be answered.
    }
  }
}

/** A transaction's number, and when it began by the database's clock. */
interface Transaction {
  readonly id: string;
  readonly began: string;
}

const BEGIN =
  'begin isolation level read committed read write; select pg_current_xact_id()::text as id, now()::text as began';

/** Among Coffer's nodes; the number is 'Coffer' in ASCII. Without limits, because a migration takes its time. */
const ALONE = `
  set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0;
  select pg_advisory_xact_lock(${0x43_6f_66_66_65_72});
`;

/** Reads are read-only by the session's default, so that only `write` can write. */
async function prepareClient(client: ClientBase, timeoutMs: number): Promise<void> {
  // Without a listener, a connection that breaks while a transaction is between statements ends the process.
  client.on('error', () => {});
  await client.query(`
    set statement_timeout = ${timeoutMs};
    set idle_in_transaction_session_timeout = ${timeoutMs};
    set default_transaction_read_only = on;
    set bytea_output = hex;
    set standard_conforming_strings = on;
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'
  `);
}

function isTransaction(row: unknown): row is Transaction {
  return typeof row === 'object' && row !== null && 'id' in row && 'began' in row;
}

function isLost(error: unknown): boolean {
  return error instanceof PostgresUnavailable && error.remedy === 'reconnect';
}

function isCommit(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'command' in result && result.command === 'COMMIT';
}
