import { secretsmanager } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { markedForDeletion } from './errors.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { askForReplicas } from './replica-changes.ts';
import { assertRoomForReplicas, replicationStatus, wantedReplicas } from './replica-regions.ts';
import { listReplicas } from './replica-store.ts';
import { readSecretId } from './secret-id.ts';
import { isUnchanged, updateSecret } from './store.ts';
import { writeTrail } from './trail.ts';

/** ReplicateSecretToRegions: begins to replicate, or begins again; how it ends shows in ReplicationStatus. */
export const replicateSecretToRegions = defineWrite(secretsmanager.operations.ReplicateSecretToRegions, {
  load: loadSecret,
  access: accessTo('ReplicateSecretToRegions'),
  async prepare(scope, input, loaded) {
    readSecretId(input.SecretId);
    const wanted = wantedReplicas(scope.region, input.AddReplicaRegions);
    const secret = writable(loaded, input);
    if (secret.deleted_at !== null) throw markedForDeletion();
    assertRoomForReplicas(await listReplicas(scope.reader, secret.id), wanted);
    return { secret, wanted };
  },
  async handle(scope, writer, input, _loaded, { secret, wanted }) {
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    await updateSecret(writer, { ...secret, primary_region: secret.region, changed_at: scope.now });
    const overwrites = input.ForceOverwriteReplicaSecret ?? false;
    const replicas = await askForReplicas(scope, writer, secret, { wanted, overwrites });
    return { ARN: arnOf(scope, secret), ReplicationStatus: replicationStatus(replicas) };
  },
  trail: { ...writeTrail, parameters: () => ({ forceOverwriteReplicaSecret: false }) },
});
