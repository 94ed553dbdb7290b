import { AwsError } from '@coffer/wire';
import { isAccountOpen } from '../../identities/account-store.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import type { Caller } from '../../pipeline/caller.ts';
import { callFromJob } from '../../pipeline/job-call.ts';
import type { Line } from '../../pipeline/line.ts';
import type { Writer } from '../../storage/database.ts';
import { replicationEvent } from './replica-changes.ts';
import type { Copy, Scopes } from './replica-copy.ts';
import { prepareCopy, storeCopy } from './replica-copy.ts';
import type { Replication } from './replica-store.ts';
import { findReplication, putReplica, readSubject, stateOf } from './replica-store.ts';
import type { Outcome } from './replication.ts';
import { afterRun } from './replication.ts';
import { kmsFailure } from './kms-failure.ts';
import type { CurrentRow } from './store.ts';
import { findSecret, lockSecret } from './store.ts';

/**
 * The job that makes a replica equal to its primary. It copies what the primary is when it begins, with the rights that
 * the request's caller has at KMS by now. It may stop at any instruction: nothing of it is seen before the transaction
 * that ends it, and that stores nothing when the replica was removed, promoted or asked for anew meanwhile, because each
 * of these takes the lease away. Nothing of a closed account is copied any more.
 */
export function replicationJob(line: Line): JobHandler {
  return async (job, finish) => {
    const [secretId, region] = readSubject(job.subject);
    const replication = await findReplication(line.reader, secretId, region);
    if (replication === undefined) return finish(async () => {});
    const { replica, primary: place } = replication;
    const caller = JSON.parse(replica.caller) as Caller; // what this service wrote
    const cause = { service: 'secretsmanager', operation: 'ReplicateSecretToRegions', caller };
    await callFromJob(line, cause, finish, async scopeIn => {
      const scopes = { home: scopeIn(place.region), there: scopeIn(region) };
      const primary = await findSecret(scopes.home.reader, place);
      if (primary === undefined) return async () => {};
      const result = await attempt(scopes, primary, replication, line.regions.has(region));
      return writer => store(scopes, writer, primary, replication, result);
    });
    return undefined;
  };
}

type Result = { readonly copy: Copy } | { readonly reason: string };

async function attempt(
  scopes: Scopes,
  primary: CurrentRow,
  { replica }: Replication,
  isServed: boolean,
): Promise<Result> {
  if (!isServed) return { reason: `Region ${replica.region} is not enabled.` };
  try {
    return { copy: await prepareCopy(scopes, primary, replica) };
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error;
    // KMS's own words, not what a client of Secrets Manager is told (recorded).
    return { reason: error.cause instanceof AwsError ? kmsFailure(error.cause) : error.message };
  }
}

/** The primary is locked before the replica, as by everything that touches both. */
async function store(
  { home, there }: Scopes,
  writer: Writer,
  primary: CurrentRow,
  seen: Replication,
  result: Result,
): Promise<void> {
  await lockSecret(writer, primary.id);
  const now = await findReplication(writer, primary.id, seen.replica.region);
  if (now === undefined || !(await isAccountOpen(writer, primary.account_id))) return;
  const isOutdated = now.revision !== seen.revision;
  const isStored = 'copy' in result && (await storeCopy(there, writer, result.copy));
  const outcome: Outcome = 'copy' in result ? { kind: 'copied' } : { kind: 'refused', reason: result.reason };
  const before = stateOf(now.replica);
  const next =
    'copy' in result && !isStored
      ? { state: before, dueInMs: 0 } // somebody else's secret came or went: look again
      : afterRun(before, outcome, isOutdated);
  const replicaId = isStored && 'copy' in result ? result.copy.row.id : now.replica.replica_id;
  await putReplica(writer, { ...now.replica, replica_id: replicaId }, next, home.now);
  if (next.state.status === 'InProgress') return;
  const name = next.state.status === 'InSync' ? 'ReplicationSucceeded' : 'ReplicationFailed';
  replicationEvent(home, primary, now.replica.region, name);
}
