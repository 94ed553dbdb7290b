/** The tables of the storage contract's tests, and how they are filled and read. */
import type { Database } from './database.ts';
import type { Migration } from './migrations.ts';
import { type Sql, sql } from './sql.ts';

export const THINGS: Migration = {
  number: 1,
  name: 'things',
  sql: `
    create table thing (id {text} not null primary key, n {bigint} not null, t {text}, b {blob}, d {double}) {clustered};
    create unique index thing_t on thing (t) where t = 'same';
    create table part (thing_id {text} not null references thing (id)) {strict};
    create table numbered (id {identity}, v {text} not null) {strict};
  `,
};

/** The database under test with shorthands. */
export class Things {
  readonly #open: () => Database;

  /** `open` gives the database once the tests run; it is not there yet while they are described. */
  constructor(open: () => Database) {
    this.#open = open;
  }

  get database(): Database {
    return this.#open();
  }

  put(id: string, n = 0): Promise<{ readonly changes: number }> {
    return this.database.write(writer => writer.run(insert(id, n)));
  }

  increment(id: string): Promise<{ readonly changes: number }> {
    return this.database.write(writer => writer.run(sql`update thing set n = n + ${1} where id = ${id}`));
  }

  async read(id: string): Promise<{ n: number } | undefined> {
    const row = await this.database.read(reader =>
      reader.get<{ n: number }>(sql`select n from thing where id = ${id}`),
    );
    return row && plain(row);
  }

  /** The keys of all things, sorted. */
  async ids(): Promise<string[]> {
    const rows = await this.database.read(reader => reader.all<{ id: string }>(sql`select id from thing order by id`));
    return rows.map(row => row.id);
  }

  async clear(): Promise<void> {
    await this.database.write(writer => writer.run(sql`delete from thing`));
  }
}

export function insert(id: string, n = 0): Sql {
  return sql`insert into thing (id, n) values (${id}, ${n})`;
}

/** The row with a prototype, as `deepEqual` compares it. */
export function plain<T extends object>(row: T): T {
  return { ...row };
}
