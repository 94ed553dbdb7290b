import { secretsmanager } from '@coffer/wire/services';
import { cancelJob } from '../../jobs/store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { eachVersionEvent } from './deletion-events.ts';
import { markedForDeletion } from './errors.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { replicationStatus } from './replica-regions.ts';
import type { ReplicaRow } from './replica-store.ts';
import { deleteReplica, listReplicas, REPLICATION, subjectOf } from './replica-store.ts';
import type { SecretRow } from './rows.ts';
import { deleteSecretRow, isUnchanged, listVersions, updateSecret } from './store.ts';
import { writeTrail } from './trail.ts';

/** RemoveRegionsFromReplication: deletes replicas; a region that has none is no error (recorded). */
export const removeRegionsFromReplication = defineWrite(secretsmanager.operations.RemoveRegionsFromReplication, {
  load: loadSecret,
  access: accessTo('RemoveRegionsFromReplication'),
  async handle(scope, writer, input, loaded) {
    const secret = writable(loaded, input);
    if (secret.deleted_at !== null) throw markedForDeletion();
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    const regions = new Set(input.RemoveReplicaRegions);
    const replicas = await listReplicas(writer, secret.id);
    const removed = replicas.filter(replica => regions.has(replica.region));
    const left = replicas.filter(replica => !regions.has(replica.region));
    for (const replica of removed) await remove(scope, writer, secret, replica);
    if (removed.length > 0) {
      const primaryRegion = left.length === 0 ? null : secret.region;
      await updateSecret(writer, { ...secret, primary_region: primaryRegion, changed_at: scope.now });
    }
    return { ARN: arnOf(scope, secret), ReplicationStatus: replicationStatus(left) };
  },
  trail: writeTrail,
});

/** What has only the name of the replica is left alone. */
async function remove(scope: Scope, writer: Writer, primary: SecretRow, replica: ReplicaRow): Promise<void> {
  await cancelJob(writer, REPLICATION, subjectOf(replica));
  await deleteReplica(writer, replica);
  if (replica.replica_id === null) return;
  const copy = { ...primary, id: replica.replica_id, region: replica.region };
  const versions = await listVersions(writer, copy.id);
  eachVersionEvent(scope, copy, versions, 'StartSecretVersionDelete');
  eachVersionEvent(scope, copy, versions, 'EndSecretVersionDelete');
  await deleteSecretRow(writer, copy);
}
