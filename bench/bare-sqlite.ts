/**
 * The reference of writes: SQLite and nothing else. `node bare-sqlite.ts SAMPLE-DATABASE DATABASE` takes the tables and
 * rows of the one secret in the sample and stores such rows under new names, one durable transaction after the other. A
 * message `{ seconds }` starts a round, whose figures it sends.
 */
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { createdName } from './secrets.ts';
import { Tally } from './tally.ts';

/** What CreateSecret stores: the secret, its version, and the record of the call. */
const TABLES = ['secret', 'secret_version', 'audit_batch', 'audit_tail'];

/** The server takes rows out of `audit_tail` when it has time, maybe before the sample is read. */
const TAIL_ROW = { seq: 0 };

type Row = Record<string, SQLInputValue>;

const [samplePath = '', path = ''] = process.argv.slice(2);
const database = new DatabaseSync(path);
database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;');
const tables = copyTables();
let stored = 1;
process.on('message', ({ seconds }: { readonly seconds: number }) => process.send?.(round(seconds)));
process.once('disconnect', () => process.exit());
process.send?.('ready');

function copyTables(): readonly { readonly row: Row; readonly insert: StatementSync }[] {
  using sample = new DatabaseSync(samplePath, { readOnly: true });
  return TABLES.map(table => {
    for (const { sql } of sample
      .prepare('select sql from sqlite_master where tbl_name = ? and sql is not null')
      .all(table)) {
      database.exec(String(sql));
    }
    // The newest row: that of the one secret.
    const row =
      sample.prepare(`select * from ${table} order by rowid desc limit 1`).get() ??
      (table === 'audit_tail' ? TAIL_ROW : undefined);
    if (row === undefined) throw new Error(`the sample has nothing in ${table}`);
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join(', ');
    return { row, insert: database.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`) };
  });
}

function round(seconds: number): ReturnType<Tally['round']> {
  const tally = new Tally();
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const begin = performance.now();
    store();
    tally.add((performance.now() - begin) * 1000);
  }
  return tally.round();
}

function store(): void {
  stored += 1;
  const id = randomUUID();
  const own: Row = { id, secret_id: id, version_id: randomUUID(), name: createdName(stored), seq: stored };
  database.exec('begin immediate');
  for (const { row, insert } of tables) {
    insert.run(...Object.entries(row).map(([column, value]) => own[column] ?? whole(value)));
  }
  database.exec('commit');
}

/** `node:sqlite` binds numbers as reals, which strict tables take only where they are whole. */
function whole(value: SQLInputValue): SQLInputValue {
  return typeof value === 'number' ? BigInt(value) : value;
}
