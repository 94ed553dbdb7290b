import { secretsmanager } from '@coffer/wire/services';
import { cancelJob } from '../../jobs/store.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { invalidParameter } from './errors.ts';
import { accessTo, arnOf, existing, loadSecret } from './load-secret.ts';
import { deleteReplica, findPrimaryId, listReplicas, REPLICATION, subjectOf } from './replica-store.ts';
import type { SecretRow } from './rows.ts';
import { isReplica } from './rows.ts';
import { isUnchanged, lockSecret, updateSecret } from './store.ts';
import { writeTrail } from './trail.ts';

/** StopReplicationToReplica, in the replica's region: it becomes a secret of its own, with what it holds. */
export const stopReplicationToReplica = defineWrite(secretsmanager.operations.StopReplicationToReplica, {
  load: loadSecret,
  access: accessTo('StopReplicationToReplica'),
  async handle(scope, writer, input, loaded) {
    const secret = existing(loaded, input);
    if (!isReplica(secret)) throw notAReplica();
    // The primary is locked before the replica, as by everything that touches both.
    const primaryId = await findPrimaryId(writer, secret.id);
    const primary = primaryId === undefined ? undefined : await lockSecret(writer, primaryId);
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    if (primary !== undefined) await leave(writer, primary, secret);
    await updateSecret(writer, { ...secret, primary_region: null, changed_at: scope.now });
    return { ARN: arnOf(scope, secret) };
  },
  trail: writeTrail,
});

/** Recorded on a primary; a secret without replicas is answered the same here. */
function notAReplica() {
  return invalidParameter("Operation not permitted on a primary secret. Call must be made in replica secret's region.");
}

/** The primary forgets the replica; its LastChangedDate stays (recorded). */
async function leave(writer: Writer, primary: SecretRow, { region }: SecretRow): Promise<void> {
  const replica = { secret_id: primary.id, region };
  await cancelJob(writer, REPLICATION, subjectOf(replica));
  await deleteReplica(writer, replica);
  const others = await listReplicas(writer, primary.id);
  if (others.length === 0) await updateSecret(writer, { ...primary, primary_region: null });
}
