/** The two engines side by side: whatever is done to both, both answer the same. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { openTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { plain, THINGS, Things } from './contract-things.test-suite.ts';
import type { Database, Writer } from './database.ts';
import { migrate } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import { sql, type Sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

describe('SQLite and PostgreSQL', () => {
  let folder: string;
  let server: TestDatabase;
  let engines: readonly [Database, Database];

  before(async () => {
    folder = await mkdtemp(joinPath(tmpdir(), 'coffer-equivalence-'));
    server = await openTestDatabase();
    engines = [openSqlite(joinPath(folder, 'a.db'), { synchronous: 'off' }), await openPostgres(server.url)];
    for (const engine of engines) await migrate(engine, [THINGS], { now: () => 0 });
  });
  after(async () => {
    for (const engine of engines) await engine[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('answer the same to every sequence of writes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 8 }), async writes => {
        const [onSqlite, onPostgres] = await Promise.all(engines.map(engine => replay(engine, writes)));

        assert.deepEqual(onSqlite, onPostgres);
      }),
      { numRuns: 40 },
    );
  });
});

interface Step {
  readonly kind: 'insert' | 'upsert' | 'delete' | 'halve' | 'get' | 'list' | 'throw';
  readonly id: string;
  readonly n: number;
}

// Few keys, so that they collide; among them such as a locale sorts otherwise than bytes.
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'upsert', 'delete', 'get', 'halve', 'list', 'throw'),
  id: fc.constantFrom('a', 'B', 'b', 'a-b', 'ab', 'ä', '🗝', 'nul\0'),
  n: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger()),
});

/** Each write's answers, or the name of its error; then what is stored. */
async function replay(database: Database, writes: readonly (readonly Step[])[]): Promise<unknown[]> {
  const things = new Things(() => database);
  await things.clear();
  const answers: unknown[] = [];
  for (const steps of writes) {
    answers.push(await database.write(writer => perform(writer, steps)).catch((error: Error) => error.name));
  }
  const rows = await database.read(reader => reader.all(sql`select id, n, t from thing order by id`));
  return [...answers, rows.map(plain)];
}

async function perform(writer: Writer, steps: readonly Step[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const { kind, id, n } of steps) {
    if (kind === 'throw') throw new RangeError('thrown');
    if (kind === 'get' || kind === 'list') {
      const rows = await writer.all(kind === 'get' ? byId(id, writer.forUpdate) : from(id));
      answers.push(rows.map(plain));
    } else {
      answers.push((await writer.run(CHANGES[kind](id, n))).changes);
    }
  }
  return answers;
}

const CHANGES = {
  insert: (id: string, n: number) => sql`insert into thing (id, n, t) values (${id}, ${n}, ${id})`,
  upsert: (id: string, n: number) =>
    sql`insert into thing (id, n) values (${id}, ${n}) on conflict (id) do update set n = excluded.n, t = 'again'`,
  delete: (id: string) => sql`delete from thing where id = ${id}`,
  halve: (id: string) => sql`update thing set n = n / ${2} where id <> ${id}`,
};

function byId(id: string, forUpdate: Sql): Sql {
  return sql`select id, n, t from thing where id = ${id}${forUpdate}`;
}

function from(id: string): Sql {
  return sql`select id, n from thing where id >= ${id} order by id limit ${2}`;
}
