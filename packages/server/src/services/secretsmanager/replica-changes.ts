/** What requests do to replicas: they ask for them, or change what is to be replicated. A job does the rest. */
import type { Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { arnOf } from './load-secret.ts';
import type { ReplicaRow } from './replica-store.ts';
import { listReplicas, putReplica, stateOf } from './replica-store.ts';
import { afterAsked, afterChange } from './replication.ts';
import type { SecretRow } from './rows.ts';
import { isPrimary } from './rows.ts';
import { updateSecret } from './store.ts';
import { secretResource } from './trail.ts';

/** A replica that a request asks for. */
export interface WantedReplica {
  readonly region: string;
  readonly kmsKeyId: string;
}

/** Without a caller a service makes the change: the replicas go on with the rights of who made the last one. */
type By = Pick<Scope, 'now'> & Partial<Pick<Scope, 'caller'>>;

/** Stores a changed secret, whose row this write has locked, under the next revision. Its replicas will follow. */
export async function storeChange(by: By, writer: Writer, secret: SecretRow): Promise<void> {
  await updateSecret(writer, secret);
  await replicateChange(by, writer, secret);
}

/**
 * Has the replicas of a secret follow a change, with the rights of who made it. INVARIANT: whatever write changes a
 * secret that may have replicas calls this in its transaction, with the secret's row locked.
 */
export async function replicateChange({ caller, now }: By, writer: Writer, secret: SecretRow): Promise<void> {
  if (!isPrimary(secret)) return;
  const by = caller === undefined ? undefined : JSON.stringify(caller);
  for (const replica of await listReplicas(writer, secret.id)) {
    const next = afterChange(stateOf(replica));
    // The job of one that is being replicated for the first time since its last change is due already, and will see
    // that the secret has changed meanwhile. It is left alone: were it stopped, a secret that changes all the time would
    // never be replicated.
    const isDue = replica.status === 'InProgress' && replica.attempts === 0;
    await putReplica(
      writer,
      { ...replica, caller: by ?? replica.caller },
      isDue ? { ...next, dueInMs: undefined } : next,
      now,
    );
  }
}

/** Begins to replicate a secret, whose row this write has locked, and gives the replicas that it has then. */
export async function askForReplicas(
  scope: Scope,
  writer: Writer,
  secret: SecretRow,
  { wanted, overwrites }: { readonly wanted: readonly WantedReplica[]; readonly overwrites: boolean },
): Promise<readonly ReplicaRow[]> {
  const caller = JSON.stringify(scope.caller);
  const known = new Map((await listReplicas(writer, secret.id)).map(replica => [replica.region, replica]));
  for (const { region, kmsKeyId } of wanted) {
    const before = known.get(region);
    const row = {
      secret_id: secret.id,
      region,
      kms_key_id: kmsKeyId,
      caller,
      replica_id: before?.replica_id ?? null,
    };
    await putReplica(writer, row, afterAsked(before && stateOf(before), overwrites), scope.now);
    replicationEvent(scope, secret, region, 'ReplicationStarted');
  }
  return listReplicas(writer, secret.id);
}

/** Records a service event of a replication, in the primary's region. */
export function replicationEvent(
  scope: Pick<Scope, 'event' | 'partition'>,
  primary: SecretRow,
  replicaRegion: string,
  name: 'ReplicationStarted' | 'ReplicationSucceeded' | 'ReplicationFailed',
): void {
  const arn = arnOf(scope, primary);
  scope.event({
    name,
    accountId: primary.account_id,
    region: primary.region,
    resources: secretResource(arn),
    additional: { SecretId: arn, ReplicaRegion: replicaRegion },
  });
}
