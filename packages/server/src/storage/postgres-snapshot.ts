import type { PoolClient } from 'pg';
import type { PostgresSession } from './postgres-session.ts';
import { postgresError } from './postgres-errors.ts';
import { inOrderOfReferences, MIGRATIONS_TABLE, quoted, selectRows } from './snapshot.ts';
import type { Snapshot, Table, TableRow } from './snapshot.ts';
import { type Sql, sql, type SqlValue } from './sql.ts';

/** How many bytes one answer of the cursor may have, in a typical table; and its rows at most. */
const FETCH_ROWS = 1_000;
/** Of tables whose rows may be large. */
const FETCH_LARGE_ROWS = 20;
/** A row of this many bytes on average, or more, counts as large. */
const LARGE_ROW_BYTES = 8_192;

/** Makes a snapshot of a connection, which goes back to its pool with it. */
export async function openPostgresSnapshot(client: PoolClient, session: PostgresSession): Promise<Snapshot> {
  const snapshot = new PostgresSnapshot(client, session);
  try {
    await session.script(client, BEGIN);
    return snapshot;
  } catch (error) {
    await snapshot[Symbol.asyncDispose]();
    throw error;
  }
}

/** Without limits: a backup takes its time, between the statements too. The first statement takes the snapshot. */
const BEGIN = `
  begin isolation level repeatable read read only;
  set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0;
  select 1
`;

/** One transaction, repeatable read and read only. */
class PostgresSnapshot implements Snapshot {
  readonly #client: PoolClient;
  readonly #session: PostgresSession;
  #cursors = 0;
  #isOpen = true;

  constructor(client: PoolClient, session: PostgresSession) {
    this.#client = client;
    this.#session = session;
  }

  // The rows are of the type that the caller's statement selects; only the caller can know it.
  async all<T extends object>(statement: Sql): Promise<T[]> {
    return (await this.#session.run(this.#client, statement)).rows as T[];
  }

  async get<T extends object>(statement: Sql): Promise<T | undefined> {
    return (await this.all<T>(statement))[0];
  }

  async tables(): Promise<readonly Table[]> {
    const columns = await this.all<{
      table_name: string;
      name: string;
      is_generated: number;
      key_at: number | null;
    }>(sql`
      select c.relname as table_name, a.attname as name, a.attgenerated <> '' as is_generated,
        array_position(i.indkey::int2[], a.attnum) as key_at
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_index i on i.indrelid = c.oid and i.indisprimary
      where c.relkind in ('r', 'p')
        and c.relnamespace = current_schema()::regnamespace
        and c.relname <> ${MIGRATIONS_TABLE}
      order by c.relname, a.attnum`);
    const references = await this.all<{ from_table: string; to_table: string }>(sql`
      select f.relname as from_table, t.relname as to_table
      from pg_constraint k
      join pg_class f on f.oid = k.conrelid
      join pg_class t on t.oid = k.confrelid
      where k.contype = 'f'
        and k.connamespace = current_schema()::regnamespace`);
    const tables = Map.groupBy(columns, column => column.table_name);
    return inOrderOfReferences(
      [...tables].map(([name, of]) => ({
        name,
        columns: of.filter(({ is_generated: isGenerated }) => isGenerated === 0).map(column => column.name),
        key: of
          .filter(column => column.key_at !== null)
          .toSorted((a, b) => Number(a.key_at) - Number(b.key_at))
          .map(column => column.name),
      })),
      references.map(row => ({ from: row.from_table, to: row.to_table })),
    );
  }

  async *rows(table: Table): AsyncIterable<readonly TableRow[]> {
    this.#cursors += 1;
    const cursor = `coffer_rows_${this.#cursors}`;
    const limit = (await this.#bytesOfRow(table)) >= LARGE_ROW_BYTES ? FETCH_LARGE_ROWS : FETCH_ROWS;
    await this.#session.script(this.#client, `declare ${cursor} no scroll cursor for ${selectRows(table)}`, null);
    try {
      for (;;) {
        const rows = await this.#fetch(cursor, limit);
        if (rows.length > 0) yield rows;
        if (rows.length < limit) return;
      }
    } finally {
      await this.#session.script(this.#client, `close ${cursor}`, null);
    }
  }

  async countRows({ name }: Table): Promise<number> {
    const row = await this.get<{ count: number }>({
      strings: [`select count(*) as count from ${quoted(name)}`],
      values: [],
    });
    return row?.count ?? 0;
  }

  /** What the planner knows; nothing, where it has not looked yet. */
  async estimateRows({ name }: Table): Promise<number> {
    const row = await this.get<{ count: number }>(sql`
      select greatest(reltuples, 0)::bigint as count
      from pg_class
      where oid = ${quoted(name)}::regclass`);
    return row?.count ?? 0;
  }

  async lastIdentity({ name, key }: Table): Promise<number | undefined> {
    const found = await this.get<{ sequence: string | null }>(sql`
      select pg_get_serial_sequence(${quoted(name)}, ${key[0] ?? ''}) as sequence`);
    if (typeof found?.sequence !== 'string') return undefined;
    // The name comes quoted from the database itself.
    const row = await this.get<{ last: number }>({
      strings: [`select case when is_called then last_value else 0 end as last from ${found.sequence}`],
      values: [],
    });
    return row?.last ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    let isBroken = false;
    await this.#session.script(this.#client, 'rollback').catch(() => (isBroken = true));
    this.#client.release(isBroken);
  }

  async #fetch(cursor: string, limit: number): Promise<SqlValue[][]> {
    try {
      const query = { text: `fetch ${limit} from ${cursor}`, rowMode: 'array' as const };
      return (await this.#client.query<SqlValue[]>(query)).rows;
    } catch (error) {
      throw postgresError(error, this.#session.place);
    }
  }

  /** Of what the planner knows; 0 when it knows nothing, and then the widest columns decide. */
  async #bytesOfRow({ name, columns }: Table): Promise<number> {
    const list = columns.map(column => `coalesce(octet_length(${quoted(column)}::text), 0)`).join(' + ');
    const row = await this.get<{ bytes: number | null }>({
      strings: [`select max(bytes) as bytes from (select ${list} as bytes from ${quoted(name)} limit 50) as few`],
      values: [],
    });
    return row?.bytes ?? 0;
  }
}
