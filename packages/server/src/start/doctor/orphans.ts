/** Rows that belong to nothing: what no request can reach, and no deletion will ever take away. */
import type { Reader } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { Sql } from '../../storage/sql.ts';
import type { Findings } from './finding.ts';
import { SERVICE_ORPHANS } from './service-orphans.ts';

/** How many rows of a kind are named. */
const NAMED = 5;

/** A kind of rows that must not be there. */
export interface Orphans {
  readonly what: string;
  /** Names them as `id`; at most so many that the answer stays small. */
  readonly rows: Sql;
}

const ORPHANS: readonly Orphans[] = [
  {
    what: 'versions without their secret',
    rows: sql`
      select v.secret_id as id
      from secret_version v
      left join secret s on s.id = v.secret_id
      where s.id is null
      limit 1000`,
  },
  {
    what: 'secrets whose current version is missing',
    rows: sql`
      select s.id as id
      from secret s
      left join secret_version v on v.secret_id = s.id and v.version_id = s.current_version_id
      where s.current_version_id is not null and v.version_id is null
      limit 1000`,
  },
  {
    what: 'replications without their secret',
    rows: sql`
      select r.secret_id as id
      from secret_replica r
      left join secret s on s.id = r.secret_id
      where s.id is null
      limit 1000`,
  },
  {
    what: 'KMS keys without material',
    rows: sql`
      select k.key_id as id
      from kms_key k
      left join kms_backing_key b on b.key_id = k.key_id
      where b.key_id is null
      limit 1000`,
  },
  {
    what: "versions of KMS keys' material without their key",
    rows: sql`
      select b.key_id as id
      from kms_backing_key b
      left join kms_key k on k.key_id = b.key_id
      where k.key_id is null
      limit 1000`,
  },
  {
    what: 'aliases without their KMS key',
    rows: sql`
      select a.name as id
      from kms_alias a
      left join kms_key k on k.key_id = a.key_id
      where k.key_id is null
      limit 1000`,
  },
  {
    what: 'versions without their parameter',
    rows: sql`
      select v.parameter_id as id
      from ssm_parameter_version v
      left join ssm_parameter p on p.id = v.parameter_id
      where p.id is null
      limit 1000`,
  },
  {
    what: 'access keys without their user',
    rows: sql`
      select k.access_key_id as id
      from access_key k
      left join iam_user u on u.id = k.user_id
      where k.user_id is not null and u.id is null
      limit 1000`,
  },
  {
    what: 'secrets of accounts that are not there',
    rows: sql`
      select s.id as id
      from secret s
      left join account a on a.account_id = s.account_id
      where a.account_id is null
      limit 1000`,
  },
  {
    what: 'KMS keys of accounts that are not there',
    rows: sql`
      select k.key_id as id
      from kms_key k
      left join account a on a.account_id = k.account_id
      where a.account_id is null
      limit 1000`,
  },
  {
    what: 'secrets in their recovery window that no job will delete',
    rows: sql`
      select s.id as id
      from secret s
      left join job j on j.subject = s.id and j.kind = 'secretsmanager.end-of-recovery'
      where s.deleted_at is not null and j.id is null
      limit 1000`,
  },
  {
    what: 'audit records to be indexed that are not there',
    rows: sql`
      select t.seq as id
      from audit_tail t
      left join audit_batch b on b.seq = t.seq
      where b.seq is null
      limit 1000`,
  },
];

/** Looks for rows that belong to nothing. */
export async function checkOrphans(reader: Reader, findings: Findings): Promise<void> {
  let count = 0;
  for (const { what, rows } of [...ORPHANS, ...SERVICE_ORPHANS]) {
    const found = await reader.all<{ id: string | number }>(rows);
    if (found.length === 0) continue;
    count += found.length;
    const names = found.slice(0, NAMED).map(({ id }) => String(id));
    findings.problem(`${found.length} ${what}: ${names.join(', ')}${found.length > NAMED ? ', ...' : ''}`);
  }
  const closed = await reader.all<{ account_id: string; jobs: number }>(sql`
    select s.account_id as account_id, count(*) as jobs
    from job j
    join secret s on s.id = j.subject
    join account a on a.account_id = s.account_id
    where a.status = 'CLOSED'
    group by s.account_id
    order by s.account_id`);
  for (const { account_id: accountId, jobs } of closed) {
    findings.warning(`${jobs} jobs are for secrets of account \`${accountId}\`, which is closed`);
  }
  if (count === 0) findings.ok('every row belongs to something');
}
