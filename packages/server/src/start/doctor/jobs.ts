/** Whether what is due is done. */
import type { Reader } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { Findings } from './finding.ts';

/** A job that has been due for so long, and that nobody leases, does not run. */
const LATE_MS = 10 * 60_000;
/** As many attempts as nothing that will mend itself takes. */
const MANY_ATTEMPTS = 5;

/** Looks at the jobs. Without a server none can run. */
export async function checkJobs(
  reader: Reader,
  { now, isRunning }: { readonly now: number; readonly isRunning: boolean },
  findings: Findings,
): Promise<void> {
  const late = await reader.all<{ kind: string; count: number; first: number }>(sql`
    select kind, count(*) as count, min(due_at) as first
    from job
    where due_at < ${now - LATE_MS}
      and (lease_until is null or lease_until < ${now})
    group by kind
    order by kind`);
  for (const { kind, count, first } of late) {
    const text = `${count} jobs \`${kind}\` are late, the first since ${new Date(first).toISOString()}`;
    if (isRunning) findings.problem(`${text}: look into the server's log`);
    else findings.warning(`${text}: they run when a server does`);
  }
  const failing = await reader.all<{ kind: string; subject: string; attempt: number; due_at: number }>(sql`
    select kind, subject, attempt, due_at
    from job
    where attempt >= ${MANY_ATTEMPTS}
    order by attempt desc, kind, subject
    limit 10`);
  for (const { kind, subject, attempt, due_at: dueAt } of failing) {
    findings.problem(
      `job \`${kind}\` for \`${subject}\` was tried ${attempt} times, next at ${new Date(dueAt).toISOString()}: look into the server's log`,
    );
  }
  if (late.length === 0 && failing.length === 0) findings.ok('no job is late');
}
