/**
 * The reference of writes: SQLite and nothing else. `node bare-sqlite.ts SAMPLE-DATABASE DATABASE create|put` takes the
 * tables of the sample and the rows of its newest secret, and stores such rows one durable transaction after the other:
 * those of a new secret, or of a new version of one of many secrets. A message `{ seconds }` starts a round, whose
 * figures it sends.
 */
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { createdName } from './secrets.ts';
import { Tally } from './tally.ts';

/** What CreateSecret stores: the secret, its words, its version, and the record of the call. */
const OF_SECRET = ['secret', 'secret_word'];
/** What PutSecretValue stores beside the change of the secret. */
const OF_VERSION = ['secret_version', 'audit_batch', 'audit_tail'];

/** The server takes rows out of `audit_tail` when it has time, maybe before the sample is read. */
const TAIL_ROW = { seq: 0 };

const WORDS_OF_NEWEST = 'where secret_id = (select id from secret order by rowid desc limit 1)';

/** Secrets whose versions are stored in turn. */
const SECRETS = 5_000;

type Row = Record<string, SQLInputValue>;

/** Rows of one table, and how they are stored. */
interface Inserts {
  readonly rows: readonly Row[];
  readonly insert: StatementSync;
}

const [samplePath = '', path = '', kind = 'create'] = process.argv.slice(2);
const database = new DatabaseSync(path);
database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;');
using sample = new DatabaseSync(samplePath, { readOnly: true });
const [ofSecret, ofVersion] = [OF_SECRET.map(copyTable), OF_VERSION.map(copyTable)];
const change = database.prepare(`
  update secret
  set revision = revision + 1, stages = ?, current_version_id = ?, changed_at = ?
  where id = ?`);
let stored = 1;
const ids: string[] = [];
if (kind === 'put') fill();
process.on('message', ({ seconds }: { readonly seconds: number }) => process.send?.(round(seconds)));
process.once('disconnect', () => process.exit());
process.send?.('ready');

function copyTable(table: string): Inserts {
  for (const { sql } of sample
    .prepare('select sql from sqlite_master where tbl_name = ? and sql is not null')
    .all(table)) {
    database.exec(String(sql));
  }
  // Without generated columns.
  const columns = sample
    .prepare('select name from pragma_table_xinfo(?) where hidden = 0')
    .all(table)
    .map(({ name }) => String(name));
  const read = (rest: string) => sample.prepare(`select ${columns.join(', ')} from ${table} ${rest}`).all();
  const newest = table === 'secret_word' ? WORDS_OF_NEWEST : 'order by rowid desc limit 1';
  const rows = read(newest);
  if (rows.length === 0 && table === 'audit_tail') rows.push(TAIL_ROW);
  if (rows.length === 0) throw new Error(`the sample has nothing in ${table}`);
  const places = columns.map(() => '?').join(', ');
  return { rows, insert: database.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`) };
}

function round(seconds: number): ReturnType<Tally['round']> {
  const tally = new Tally();
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const begin = performance.now();
    if (kind === 'put') store(putOne);
    else store(() => createOne(randomUUID()));
    tally.add((performance.now() - begin) * 1000);
  }
  return tally.round();
}

function fill(): void {
  ids.push(...Array.from({ length: SECRETS }, () => randomUUID()));
  store(() => ids.forEach(createOne));
}

function store(write: () => void): void {
  database.exec('begin immediate');
  write();
  database.exec('commit');
}

function createOne(id: string): void {
  stored += 1;
  const name = createdName(stored);
  insertAll(ofSecret, { id, secret_id: id, name });
  insertAll(ofVersion, { secret_id: id, version_id: randomUUID(), seq: stored });
}

function putOne(): void {
  stored += 1;
  const id = ids[stored % ids.length] ?? '';
  const [versionId, before] = [randomUUID(), randomUUID()];
  const stages = [
    { versionId, stages: ['AWSCURRENT'] },
    { versionId: before, stages: ['AWSPREVIOUS'] },
  ];
  change.run(JSON.stringify(stages), versionId, BigInt(Date.now()), id);
  insertAll(ofVersion, { secret_id: id, version_id: versionId, seq: stored });
}

function insertAll(tables: readonly Inserts[], own: Row): void {
  for (const { rows, insert } of tables) {
    for (const row of rows) {
      insert.run(...Object.entries(row).map(([column, value]) => own[column] ?? whole(numbered(column, value))));
    }
  }
}

/** A secret's number is a word of its own. */
function numbered(column: string, value: SQLInputValue): SQLInputValue {
  return column === 'word' && /^\d+$/.test(String(value)) ? String(stored).padStart(9, '0') : value;
}

/** `node:sqlite` binds numbers as reals, which strict tables take only where they are whole. */
function whole(value: SQLInputValue): SQLInputValue {
  return typeof value === 'number' ? BigInt(value) : value;
}
