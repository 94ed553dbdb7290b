import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { onBothEngines } from '../testing/engines.ts';
import { openTestDatabase } from '../testing/postgres.ts';
import type { Database } from './database.ts';
import { migrate } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import { inOrderOfReferences } from './snapshot.ts';
import type { Snapshot, Table, TableRow } from './snapshot.ts';
import { openSqlite } from './sqlite.ts';
import { sql } from './sql.ts';

const SCHEMA = {
  number: 1,
  name: 'things',
  sql: {
    sqlite: schema('virtual'),
    postgres: schema('stored'),
  },
};

function schema(generated: string): string {
  return `
    create table owner (id {text} not null primary key, name text not null) {strict};
    create table a_thing (
      owner_id {text} not null references owner (id),
      part {bigint} not null,
      bytes {blob},
      half {double},
      twice {bigint} generated always as (part * 2) ${generated},
      primary key (owner_id, part)
    ) {clustered};
    create table counted (seq {identity}, note text) {strict};
  `;
}

onBothEngines('a snapshot', engine => {
  const stack = new AsyncDisposableStack();
  let database: Database;
  before(async () => {
    database = stack.use(await open());
    await migrate(database, [SCHEMA], { now: () => 0 });
    await database.write(async writer => {
      for (const id of ['b', 'a', 'Z', 'ä']) await writer.run(sql`insert into owner (id, name) values (${id}, 'n')`);
      for (const part of [10, 9]) {
        await writer.run(sql`
          insert into a_thing (owner_id, part, bytes, half) values ('a', ${part}, ${Uint8Array.of(0, part)}, 0.5)`);
      }
      for (const note of ['x', 'y', 'z']) await writer.run(sql`insert into counted (note) values (${note})`);
      await writer.run(sql`delete from counted where note = 'z'`);
    });
  });
  after(() => stack.disposeAsync());

  async function open(): Promise<Database> {
    if (engine === 'postgres') return openPostgres(stack.use(await openTestDatabase()).url);
    const folder = await mkdtemp(join(tmpdir(), 'coffer-snapshot-'));
    stack.defer(() => rm(folder, { recursive: true }));
    return openSqlite(join(folder, 'coffer.db'), { synchronous: 'off' });
  }

  async function allRows(snapshot: Snapshot, table: Table): Promise<TableRow[]> {
    return (await Array.fromAsync(snapshot.rows(table))).flat();
  }

  it('names the tables with their columns and keys, each after those it refers to', async () => {
    await using snapshot = await database.openSnapshot();

    assert.deepEqual(await snapshot.tables(), [
      { name: 'owner', columns: ['id', 'name'], key: ['id'] },
      { name: 'a_thing', columns: ['owner_id', 'part', 'bytes', 'half'], key: ['owner_id', 'part'] },
      { name: 'counted', columns: ['seq', 'note'], key: ['seq'] },
    ]);
  });

  it('gives rows in the order of the key, and several tables beside each other', async () => {
    await using snapshot = await database.openSnapshot();
    const [owner, thing] = await snapshot.tables();
    assert.ok(owner !== undefined && thing !== undefined);
    const owners: unknown[] = [];
    for await (const some of snapshot.rows(owner)) {
      const things = await allRows(snapshot, thing);
      for (const [id] of some) owners.push(id, things.length);
    }

    assert.deepEqual(owners, ['Z', 2, 'a', 2, 'b', 2, 'ä', 2]);
    const rows = await allRows(snapshot, thing);
    assert.deepEqual(
      rows.map(([id, part, bytes, half]) => [id, part, [...(bytes instanceof Uint8Array ? bytes : [])], half]),
      [
        ['a', 9, [0, 9], 0.5],
        ['a', 10, [0, 10], 0.5],
      ],
    );
    assert.equal(await snapshot.countRows(owner), 4);
    assert.ok((await snapshot.estimateRows(owner)) >= 0 && (await snapshot.estimateRows(thing)) <= 50_000);
  });

  it('knows the last number that was given to a row, though the row is gone', async () => {
    await using snapshot = await database.openSnapshot();
    const [owner, , counted] = await snapshot.tables();
    assert.ok(owner !== undefined && counted !== undefined);

    assert.equal(await snapshot.lastIdentity(counted), 3);
    assert.equal(await snapshot.lastIdentity(owner), undefined);
  });

  it('shows nothing of what is written after it was opened, and stands in no way', async () => {
    await using snapshot = await database.openSnapshot();
    await database.write(writer => writer.run(sql`insert into owner (id, name) values ('later', 'n')`));

    const ids = await snapshot.all<{ id: string }>(sql`select id from owner where id = 'later'`);

    assert.deepEqual(ids, []);
    assert.ok(await database.reader.get(sql`select id from owner where id = 'later'`));
    await database.write(writer => writer.run(sql`delete from owner where id = 'later'`));
  });

  it('can be left in the middle of a table', async () => {
    await using snapshot = await database.openSnapshot();
    const [owner] = await snapshot.tables();
    assert.ok(owner !== undefined);
    for await (const [[id] = []] of snapshot.rows(owner)) {
      if (id === 'Z') break;
    }

    assert.equal((await allRows(snapshot, owner)).length, 4);
  });
});

describe('the order of references', () => {
  const table = (name: string) => ({ name, columns: ['id'], key: ['id'] });

  it('is refused where tables refer to each other in a circle, or have no key', () => {
    const references = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
    ];
    assert.throws(() => inOrderOfReferences([table('a'), table('b')], references), /refers to itself/);
    assert.throws(() => inOrderOfReferences([{ ...table('a'), key: [] }], []), /has no primary key/);
  });
});
