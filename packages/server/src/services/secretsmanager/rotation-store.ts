/** The SQL of rotations that run or ran. */
import { cancelJob, scheduleJob } from '../../jobs/store.ts';
import type { Database, Reader, Writer } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { Purpose, Rotation } from './rotation-machine.ts';
import { MAX_RETRY_MS } from './rotation-machine.ts';
import type { SecretRow } from './rows.ts';

/** The job of a secret's rotation: the one that runs, or the next. Its subject is the secret's id. */
export const ROTATION = 'secretsmanager.rotation';

interface Row {
  readonly version_id: string;
  readonly purpose: Purpose;
  readonly status: Rotation['status'];
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly failures: number;
  readonly reason: string | null;
  readonly next_attempt_at: number;
}

/** The rotation of a secret that runs, or the last one; undefined when there was none yet. */
export async function findRotation(reader: Reader, secretId: string): Promise<Rotation | undefined> {
  const row = await reader.get<Row>(sql`
    select version_id, purpose, status, started_at, ended_at, failures, reason, next_attempt_at
    from secret_rotation
    where secret_id = ${secretId}`);
  if (row === undefined) return undefined;
  return {
    versionId: row.version_id,
    purpose: row.purpose,
    status: row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    failures: row.failures,
    reason: row.reason,
    nextAttemptAt: row.next_attempt_at,
  };
}

/** Stores it in the place of the one before. The secret's row is locked. */
export async function putRotation(writer: Writer, secretId: string, rotation: Rotation): Promise<void> {
  await writer.run(sql`
    insert into secret_rotation (
      secret_id, version_id, purpose, status, started_at, ended_at, failures, reason, next_attempt_at
    )
    values (
      ${secretId}, ${rotation.versionId}, ${rotation.purpose}, ${rotation.status}, ${rotation.startedAt},
      ${rotation.endedAt}, ${rotation.failures}, ${rotation.reason}, ${rotation.nextAttemptAt}
    )
    on conflict (secret_id) do update
    set version_id = excluded.version_id,
      purpose = excluded.purpose,
      status = excluded.status,
      started_at = excluded.started_at,
      ended_at = excluded.ended_at,
      failures = excluded.failures,
      reason = excluded.reason,
      next_attempt_at = excluded.next_attempt_at`);
}

/**
 * Plans the job of a secret for its next rotation, or takes it away where there is none to come. A node that works on an
 * earlier one loses its lease: INVARIANT: nobody calls this while a rotation runs that is to go on.
 */
export async function planRotationJob(writer: Writer, secret: SecretRow): Promise<void> {
  const { next_rotation_at: at } = secret;
  if (!isRotationOn(secret) || at === null) return cancelJob(writer, ROTATION, secret.id);
  return rotateAt(writer, secret.id, at);
}

/** Has the secret's rotation looked at then. */
export async function rotateAt(writer: Writer, secretId: string, dueAt: number): Promise<void> {
  await scheduleJob(writer, { id: `rotation ${secretId}`, kind: ROTATION, subject: secretId, due_at: dueAt });
}

/** Further ahead than the next attempt of any rotation, and the end of any lease, by clocks that differ a little. */
const MAX_AHEAD_MS = 2 * MAX_RETRY_MS;

/**
 * Has rotations looked at now that wait for a time which nobody can have meant: their next attempt was planned, or their
 * job leased, when the clock was wrong. What is planned for the next window stays, because schedules may be long.
 *
 * @returns how many
 */
export async function recallRotations(database: Database, now: number): Promise<number> {
  const ahead = now + MAX_AHEAD_MS;
  const stranded = await database.read(reader =>
    reader.all<{ readonly subject: string; readonly due_at: number }>(sql`
      select j.subject, j.due_at
      from job j
      left join secret_rotation r on r.secret_id = j.subject
      where j.kind = ${ROTATION}
        and (j.lease_until > ${ahead} or (j.due_at > ${ahead} and r.status = 'running'))`),
  );
  if (stranded.length === 0) return 0;
  await database.write(async writer => {
    for (const { subject, due_at: dueAt } of stranded) await rotateAt(writer, subject, Math.min(dueAt, now));
  });
  return stranded.length;
}

export function isRotationOn(
  secret: Pick<SecretRow, 'rotation_enabled' | 'rotation_lambda_arn' | 'deleted_at'>,
): boolean {
  return secret.rotation_enabled === 1 && secret.rotation_lambda_arn !== null && secret.deleted_at === null;
}
