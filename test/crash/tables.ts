/** Looks at the tables beneath a server for what the API cannot show: rows that belong to nothing. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';

/** Runs a query on the database of a server, beside the server. */
export type Query = (text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** The SQLite database of a data directory, read only. */
export async function sqliteQuery(dataDir: string, text: string): Promise<Awaited<ReturnType<Query>>> {
  using database = new DatabaseSync(join(dataDir, 'coffer.db'), { readOnly: true, timeout: 60_000 });
  return database.prepare(text).all();
}

/** A PostgreSQL database. */
export async function postgresQuery(url: string, text: string): Promise<Awaited<ReturnType<Query>>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** What SQLite's own check finds wrong with its file. */
export async function sqliteDamage(dataDir: string): Promise<readonly string[]> {
  const found = [
    ...(await sqliteQuery(dataDir, 'pragma integrity_check')).filter(row => row['integrity_check'] !== 'ok'),
    ...(await sqliteQuery(dataDir, 'pragma foreign_key_check')),
  ];
  return found.map(row => `integrity: ${JSON.stringify(row)}`);
}

/** What is wrong with the rows of secrets, versions, jobs and the trail. */
export async function tableProblems(query: Query): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [what, text] of NOTHING_EXPECTED) {
    for (const row of await query(text)) problems.push(`${what}: ${JSON.stringify(row)}`);
  }
  const versions = await query('select secret_id, version_id, kind from secret_version');
  const known = new Map(versions.map(row => [`${String(row['secret_id'])} ${String(row['version_id'])}`, row['kind']]));
  for (const row of await query('select id, name, stages, current_version_id from secret')) {
    problems.push(...stageProblems(row, known));
  }
  return problems;
}

/** Queries that must find nothing. */
const NOTHING_EXPECTED: readonly (readonly [what: string, text: string])[] = [
  [
    'version without a secret',
    'select v.secret_id, v.version_id from secret_version v left join secret s on s.id = v.secret_id where s.id is null',
  ],
  [
    'value without its key, or half a version',
    'select secret_id, version_id from secret_version where (kind is null) <> (value is null) or (kind is null) <> (data_key is null)',
  ],
  [
    'scheduled deletion without its job',
    `select s.name, s.delete_after, j.due_at
    from secret s
    left join job j on j.subject = s.id and j.kind = 'secretsmanager.end-of-recovery'
    where s.deleted_at is not null and (j.due_at is null or j.due_at <> s.delete_after)`,
  ],
  [
    'job without a scheduled deletion',
    `select j.id, j.subject
    from job j
    left join secret s on s.id = j.subject
    where j.kind = 'secretsmanager.end-of-recovery' and (s.id is null or s.deleted_at is null)`,
  ],
  [
    'batch to index that is not there',
    'select t.seq from audit_tail t left join audit_batch b on b.seq = t.seq where b.seq is null',
  ],
  ['deletion that is half scheduled', 'select name from secret where (deleted_at is null) <> (delete_after is null)'],
];

function stageProblems(
  row: Readonly<Record<string, unknown>>,
  versions: ReadonlyMap<string, unknown>,
): readonly string[] {
  const problems: string[] = [];
  // The column's format, as the migration of secrets describes it.
  const staged = JSON.parse(String(row['stages'])) as readonly { versionId: string; stages: readonly string[] }[];
  const labels = staged.flatMap(({ stages }) => stages);
  const current = staged.find(({ stages }) => stages.includes('AWSCURRENT'))?.versionId ?? null;
  if (new Set(labels).size !== labels.length) problems.push('a label is on two versions');
  if (current !== row['current_version_id']) problems.push('the current version is not the one labelled AWSCURRENT');
  for (const { versionId } of staged) {
    if (!versions.has(`${String(row['id'])} ${versionId}`)) problems.push(`labelled version ${versionId} is missing`);
  }
  return problems.map(problem => `${problem}: ${JSON.stringify(row)}`);
}
