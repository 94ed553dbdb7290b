/** The SQL of which services users and roles have used, and of the reports about it. */
import type { Reader, Writer } from '../storage/database.ts';
import { join, sql } from '../storage/sql.ts';

export interface ServiceUseRow {
  /** A user or role. */
  readonly principal_id: string;
  /** As in action names: `secretsmanager`. */
  readonly service: string;
  /** `GetSecretValue`; empty: the service as a whole. */
  readonly action: string;
  /** Milliseconds since 1970. */
  readonly used_at: number;
  readonly region: string;
}

/** How long a use that was stored stands for those after it, in milliseconds. AWS: "within four hours". */
const GRANULARITY_MS = 5 * 60_000;
/** How many uses go into one statement. */
const CHUNK = 200;

/**
 * Remembers when services and their actions were used; each may be named once. A use that is hardly newer than the known one, and one by
 * somebody who is gone, changes nothing.
 */
export async function recordServiceUses(writer: Writer, uses: readonly ServiceUseRow[]): Promise<void> {
  // Nodes that record at the same time must lock the rows in the same order.
  const sorted = uses.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (let start = 0; start < sorted.length; start += CHUNK) {
    const due = await dueOf(writer, sorted.slice(start, start + CHUNK));
    if (due.length > 0) await upsert(writer, due);
  }
}

/** None of the parts has a blank. */
function keyOf(use: ServiceUseRow): string {
  return `${serviceKeyOf(use)} ${use.action}`;
}

function serviceKeyOf({ principal_id, service }: ServiceUseRow): string {
  return `${principal_id} ${service}`;
}

async function dueOf(reader: Reader, uses: readonly ServiceUseRow[]): Promise<readonly ServiceUseRow[]> {
  const known = new Map((await listServiceUses(reader, idsOf(uses))).map(row => [keyOf(row), row.used_at]));
  const isDue = (use: ServiceUseRow) => use.used_at >= (known.get(keyOf(use)) ?? -Infinity) + GRANULARITY_MS;
  // With an action its service is written too, so that no action is newer than it.
  const services = new Set(uses.filter(isDue).map(serviceKeyOf));
  const newer = uses.filter(use => isDue(use) || (use.action === '' && services.has(serviceKeyOf(use))));
  if (newer.length === 0) return [];
  const ids = join(idsOf(newer).map(id => sql`${id}`));
  const rows = await reader.all<{ id: string }>(sql`
    select id
    from iam_user
    where id in (${ids})
    union all
    select id
    from iam_role
    where id in (${ids})`);
  const present = new Set(rows.map(row => row.id));
  return newer.filter(use => present.has(use.principal_id));
}

function idsOf(uses: readonly ServiceUseRow[]): readonly string[] {
  return [...new Set(uses.map(use => use.principal_id))];
}

async function upsert(writer: Writer, uses: readonly ServiceUseRow[]): Promise<void> {
  const values = uses.map(
    ({ principal_id, service, action, used_at, region }) =>
      sql`(${principal_id}, ${service}, ${action}, ${used_at}, ${region})`,
  );
  await writer.run(sql`
    insert into iam_service_use (principal_id, service, action, used_at, region)
    values ${join(values)}
    on conflict (principal_id, service, action) do update
    set used_at = excluded.used_at,
      region = excluded.region
    where iam_service_use.used_at < excluded.used_at`);
}

/** Forgets what a user or role has used, with its deletion. */
export async function deleteServiceUses(writer: Writer, principalId: string): Promise<void> {
  await writer.run(sql`
    delete from iam_service_use
    where principal_id = ${principalId}`);
}

/** The newest uses by any of these users and roles, of services and of actions. */
export async function listServiceUses(
  reader: Reader,
  principalIds: readonly string[],
): Promise<readonly ServiceUseRow[]> {
  if (principalIds.length === 0) return [];
  return reader.all<ServiceUseRow>(sql`
    select principal_id, service, action, used_at, region
    from iam_service_use
    where principal_id in (${join(principalIds.map(id => sql`${id}`))})
    order by service, action, used_at desc, principal_id`);
}

export interface ServiceUseReportRow {
  readonly job_id: string;
  readonly account_id: string;
  readonly created_at: number;
  /** JSON. */
  readonly body: string;
}

export function findServiceUseReport(
  reader: Reader,
  accountId: string,
  jobId: string,
): Promise<ServiceUseReportRow | undefined> {
  return reader.get<ServiceUseReportRow>(sql`
    select job_id, account_id, created_at, body
    from iam_service_use_report
    where job_id = ${jobId}
      and account_id = ${accountId}`);
}

/** Stores a report, and deletes those of the account that were made before `keptSince`. */
export async function insertServiceUseReport(
  writer: Writer,
  report: ServiceUseReportRow,
  keptSince: number,
): Promise<void> {
  await writer.run(sql`
    delete from iam_service_use_report
    where account_id = ${report.account_id}
      and created_at < ${keptSince}`);
  await writer.run(sql`
    insert into iam_service_use_report (job_id, account_id, created_at, body)
    values (${report.job_id}, ${report.account_id}, ${report.created_at}, ${report.body})`);
}
