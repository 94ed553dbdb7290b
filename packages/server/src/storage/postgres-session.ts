import type { ClientBase, Pool, PoolClient, QueryArrayResult } from 'pg';
import type { Row } from './database.ts';
import { postgresError } from './postgres-errors.ts';
import { PostgresStatements } from './postgres-statements.ts';
import type { Sql, SqlValue } from './sql.ts';
import { checkValues } from './values.ts';

export interface StatementResult {
  readonly rows: Row[];
  readonly changes: number;
}

/** How statements reach PostgreSQL: prepared, within their time, and with errors that have their meaning. */
export class PostgresSession {
  readonly place: string;
  readonly statements = new PostgresStatements();
  readonly #timeoutMs: number;

  /** `timeoutMs` is what the client waits: longer than the server's own limit, for a server that fell silent. */
  constructor(place: string, timeoutMs: number) {
    this.place = place;
    this.#timeoutMs = timeoutMs;
  }

  async run(on: Pool | ClientBase, statement: Sql): Promise<StatementResult> {
    checkValues(statement.values);
    const { text, name } = this.statements.name(statement);
    const query = { text, values: [...statement.values], rowMode: 'array' as const, query_timeout: this.#timeoutMs };
    try {
      const result = await on.query<SqlValue[]>(name === undefined ? query : { ...query, name });
      return { rows: result.rows.map(values => toRow(result.fields, values)), changes: result.rowCount ?? 0 };
    } catch (error) {
      throw postgresError(error, this.place);
    }
  }

  async connect(pool: Pool): Promise<PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      throw postgresError(error, this.place);
    }
  }

  /** A text without values, of one statement or more; null waits without limit. */
  async script(on: ClientBase, text: string, timeoutMs: number | null = this.#timeoutMs): Promise<unknown> {
    try {
      const query = timeoutMs === null ? { text } : { text, query_timeout: timeoutMs };
      // Several statements give an array of results, which pg's declaration does not know.
      const result: unknown = await on.query(query);
      return result;
    } catch (error) {
      throw postgresError(error, this.place);
    }
  }
}

function toRow(fields: QueryArrayResult['fields'], values: readonly SqlValue[]): Row {
  const row: Record<string, SqlValue> = Object.create(null);
  for (const [i, field] of fields.entries()) row[field.name] = values[i] ?? null;
  return row;
}
