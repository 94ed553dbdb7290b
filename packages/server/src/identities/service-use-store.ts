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

/** Remembers a use of a service and its action; an older one than is known changes nothing. */
export async function recordServiceUse(writer: Writer, use: ServiceUseRow): Promise<void> {
  await writer.run(sql`
    insert into iam_service_use (principal_id, service, action, used_at, region)
    values (${use.principal_id}, ${use.service}, '', ${use.used_at}, ${use.region}),
      (${use.principal_id}, ${use.service}, ${use.action}, ${use.used_at}, ${use.region})
    on conflict (principal_id, service, action) do update
    set used_at = excluded.used_at,
      region = excluded.region
    where iam_service_use.used_at < excluded.used_at`);
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
