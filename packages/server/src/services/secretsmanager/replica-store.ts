/** The SQL of replication: which replicas a primary has, and what a replica's versions are copies of. */
import { scheduleJob } from '../../jobs/store.ts';
import type { Reader, Writer } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { ReplicaState, ReplicaStatus, Transition } from './replication.ts';
import type { SecretRow } from './rows.ts';
import type { NamedSecret } from './store.ts';

/** The job that makes a replica equal to its primary; its subject is `SECRET_ID REGION`. */
export const REPLICATION = 'secretsmanager.replication';

/** A replica as its primary keeps it. */
export interface ReplicaRow {
  /** The primary's id. */
  readonly secret_id: string;
  readonly region: string;
  readonly kms_key_id: string;
  readonly status: ReplicaStatus;
  readonly status_message: string | null;
  readonly overwrites: number;
  readonly attempts: number;
  /** JSON: who made the last request that changed what is to be replicated. */
  readonly caller: string;
  /** The id of the secret that is the replica; null: there is none yet. */
  readonly replica_id: string | null;
}

/** The replicas of a primary, by region. */
export function listReplicas(reader: Reader, secretId: string): Promise<ReplicaRow[]> {
  return reader.all<ReplicaRow>(sql`
    select secret_id, region, kms_key_id, status, status_message, overwrites, attempts, caller, replica_id
    from secret_replica
    where secret_id = ${secretId}
    order by region`);
}

/** What a job of replication is about, as it was at one moment. */
export interface Replication {
  readonly replica: ReplicaRow;
  /** Where the primary is. */
  readonly primary: NamedSecret;
  /** The primary's revision. Whatever changes what is to be replicated, or how, makes another one. */
  readonly revision: number;
}

export async function findReplication(
  reader: Reader,
  secretId: string,
  region: string,
): Promise<Replication | undefined> {
  const row = await reader.get<JoinedRow>(sql`
    select r.secret_id, r.region, r.kms_key_id, r.status, r.status_message, r.overwrites, r.attempts, r.caller,
      r.replica_id, s.account_id, s.region as primary_region, s.name, s.revision
    from secret_replica r
    join secret s on s.id = r.secret_id
    where r.secret_id = ${secretId}
      and r.region = ${region}`);
  if (row === undefined) return undefined;
  const { account_id: accountId, primary_region: home, name, revision, ...replica } = row;
  return { replica, primary: { accountId, region: home, name }, revision };
}

interface JoinedRow extends ReplicaRow {
  readonly account_id: string;
  readonly primary_region: string;
  readonly name: string;
  readonly revision: number;
}

/** The primary of a replica. */
export async function findPrimaryId(reader: Reader, replicaId: string): Promise<string | undefined> {
  const row = await reader.get<{ secret_id: string }>(sql`
    select secret_id
    from secret_replica
    where replica_id = ${replicaId}`);
  return row?.secret_id;
}

/** Locks whatever secret has a name until the commit. */
export function lockSecretNamed(
  writer: Writer,
  { accountId, region, name }: NamedSecret,
): Promise<Pick<SecretRow, 'id' | 'revision'> | undefined> {
  return writer.get(sql`
    select id, revision
    from secret
    where account_id = ${accountId}
      and region = ${region}
      and name = ${name}${writer.forUpdate}`);
}

/** Stores a replica's next state, and plans the job that it wants. */
export async function putReplica(
  writer: Writer,
  row: Pick<ReplicaRow, 'secret_id' | 'region' | 'kms_key_id' | 'caller' | 'replica_id'>,
  { state, dueInMs }: Transition,
  now: number,
): Promise<void> {
  await writer.run(sql`
    insert into secret_replica (
      secret_id, region, kms_key_id, status, status_message, overwrites, attempts, caller, replica_id
    )
    values (
      ${row.secret_id}, ${row.region}, ${row.kms_key_id}, ${state.status}, ${state.message},
      ${state.overwrites ? 1 : 0}, ${state.attempts}, ${row.caller}, ${row.replica_id}
    )
    on conflict (secret_id, region) do update
    set kms_key_id = excluded.kms_key_id,
      status = excluded.status,
      status_message = excluded.status_message,
      overwrites = excluded.overwrites,
      attempts = excluded.attempts,
      caller = excluded.caller,
      replica_id = excluded.replica_id`);
  if (dueInMs === undefined) return;
  const subject = subjectOf(row);
  await scheduleJob(writer, { id: subject, kind: REPLICATION, subject, due_at: now + dueInMs });
}

export async function deleteReplica(
  writer: Writer,
  { secret_id, region }: Pick<ReplicaRow, 'secret_id' | 'region'>,
): Promise<void> {
  await writer.run(sql`delete from secret_replica where secret_id = ${secret_id} and region = ${region}`);
}

/** The versions of a replica, and which ones of the primary they are copies of. */
export function listCopies(
  reader: Reader,
  replicaId: string,
): Promise<{ readonly version_id: string; readonly source_created_at: number | null }[]> {
  return reader.all(sql`
    select version_id, source_created_at
    from secret_version
    where secret_id = ${replicaId}
    order by version_id`);
}

/** Says which version of the primary a replica's version is a copy of. */
export async function setSource(
  writer: Writer,
  replicaId: string,
  versionId: string,
  sourceCreatedAt: number,
): Promise<void> {
  await writer.run(sql`
    update secret_version
    set source_created_at = ${sourceCreatedAt}
    where secret_id = ${replicaId}
      and version_id = ${versionId}`);
}

export function stateOf(row: ReplicaRow): ReplicaState {
  const { status, status_message: message, attempts } = row;
  return { status, message, overwrites: row.overwrites === 1, attempts, exists: row.replica_id !== null };
}

export function subjectOf({ secret_id, region }: Pick<ReplicaRow, 'secret_id' | 'region'>): string {
  return `${secret_id} ${region}`;
}

/** The primary's id and the region in a job's subject. */
export function readSubject(subject: string): readonly [secretId: string, region: string] {
  const [secretId = '', region = ''] = subject.split(' ', 2);
  return [secretId, region];
}
