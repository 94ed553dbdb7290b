/** The SQL of jobs: work that is due at some time and that one node at a time may do. */
import type { Reader, Writer } from '../storage/database.ts';
import type { Sql } from '../storage/sql.ts';
import { join, sql } from '../storage/sql.ts';

export interface JobRow {
  readonly id: string;
  readonly kind: string;
  /** What the job is about; a kind has at most one job for a subject. */
  readonly subject: string;
  readonly due_at: number;
  /** Counts the leases; together with the owner it fences off a node that lost its lease. */
  readonly attempt: number;
}

/**
 * Plans a job, or moves the one that is planned for the same subject. A node that runs that one already loses its lease:
 * it works for the plan of before.
 */
export async function scheduleJob(writer: Writer, job: Omit<JobRow, 'attempt'>): Promise<void> {
  await writer.run(sql`
    insert into job (id, kind, subject, due_at, attempt)
    values (${job.id}, ${job.kind}, ${job.subject}, ${job.due_at}, 0)
    on conflict (kind, subject) do update
    set due_at = excluded.due_at, lease_owner = null, lease_until = null`);
}

export async function cancelJob(writer: Writer, kind: string, subject: string): Promise<void> {
  await writer.run(sql`delete from job where kind = ${kind} and subject = ${subject}`);
}

/** Jobs of these kinds alone; undefined: of any. */
export type Kinds = readonly string[] | undefined;

function ofKinds(kinds: Kinds): Sql {
  return kinds === undefined ? sql`` : sql`and kind in (${join(kinds.map(kind => sql`${kind}`))})`;
}

/** When the next job becomes due that is not due yet, in milliseconds since 1970; undefined when none will. */
export async function nextDue(reader: Reader, now: number, kinds?: Kinds): Promise<number | undefined> {
  const row = await reader.get<{ at: number | null }>(sql`
    select min(due_at) as at
    from job
    where due_at > ${now}
      ${ofKinds(kinds)}`);
  return row?.at ?? undefined;
}

/** Whether a job is due that nobody leases. */
export async function hasDue(reader: Reader, now: number, kinds?: Kinds): Promise<boolean> {
  const row = await reader.get(sql`
    select 1
    from job
    where due_at <= ${now}
      and (lease_until is null or lease_until <= ${now})
      ${ofKinds(kinds)}
    limit 1`);
  return row !== undefined;
}

/** Leases up to `limit` jobs that are due, the longest waiting first; not those that another node leases just now. */
export async function leaseJobs(
  writer: Writer,
  lease: {
    readonly owner: string;
    readonly now: number;
    readonly until: number;
    readonly limit: number;
    readonly kinds?: Kinds;
  },
): Promise<JobRow[]> {
  const due = await writer.all<JobRow>(sql`
    select id, kind, subject, due_at, attempt
    from job
    where due_at <= ${lease.now}
      and (lease_until is null or lease_until <= ${lease.now})
      ${ofKinds(lease.kinds)}
    order by due_at, id
    limit ${lease.limit}${writer.forUpdateSkipLocked}`);
  for (const job of due) {
    await writer.run(sql`
      update job
      set lease_owner = ${lease.owner}, lease_until = ${lease.until}, attempt = ${job.attempt + 1}
      where id = ${job.id}`);
  }
  return due.map(({ id, kind, subject, due_at, attempt }) => ({ id, kind, subject, due_at, attempt: attempt + 1 }));
}

/** Whether somebody leases a job, or left a lease behind. */
export async function hasLeases(reader: Reader): Promise<boolean> {
  return (await reader.get(sql`select 1 from job where lease_owner is not null limit 1`)) !== undefined;
}

/** Takes all leases away: what was leased is due again. */
export async function releaseLeases(writer: Writer): Promise<void> {
  await writer.run(sql`
    update job
    set lease_owner = null, lease_until = null
    where lease_owner is not null`);
}

/** Prolongs a lease; false when it is lost. */
export async function renewLease(writer: Writer, job: JobRow, owner: string, until: number): Promise<boolean> {
  const { changes } = await writer.run(sql`
    update job
    set lease_until = ${until}
    where id = ${job.id} and lease_owner = ${owner} and attempt = ${job.attempt}`);
  return changes === 1;
}

/** Ends a job inside the transaction of what it did; false: the lease is lost, and nothing may be stored. */
export async function completeJob(writer: Writer, job: JobRow, owner: string): Promise<boolean> {
  const { changes } = await writer.run(sql`
    delete from job
    where id = ${job.id} and lease_owner = ${owner} and attempt = ${job.attempt}`);
  return changes === 1;
}

/** Gives a failed job back, to be tried again at `dueAt`. */
export async function postponeJob(writer: Writer, job: JobRow, owner: string, dueAt: number): Promise<void> {
  await writer.run(sql`
    update job
    set lease_owner = null, lease_until = null, due_at = ${dueAt}
    where id = ${job.id} and lease_owner = ${owner} and attempt = ${job.attempt}`);
}
