import { secretsmanager } from '@coffer/wire/services';
import { cancelJob, scheduleJob } from '../../jobs/store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { invalidParameter, invalidRequest, replicaIsReadOnly } from './errors.ts';
import { accessTo, arnOf, existing, loadSecret } from './load-secret.ts';
import { eachVersionEvent } from './deletion-events.ts';
import { assertOwner } from './owning-service.ts';
import { deletionDate, recoveryWindowDays } from './recovery-window.ts';
import { listReplicas } from './replica-store.ts';
import { abandonAtDeletion } from './rotation-settle.ts';
import type { SecretRow } from './rows.ts';
import { isPrimary, isReplica } from './rows.ts';
import { formatSecretArn, newSecretSuffix } from './secret-arn.ts';
import { readSecretId } from './secret-id.ts';
import { deleteSecretRow, isUnchanged, listVersions, updateSecret } from './store.ts';
import { writeTrail } from './trail.ts';
import { cloudTrailDate } from '../../audit/dates.ts';

/** The job that ends a recovery window; its subject is the secret's id. */
export const END_OF_RECOVERY = 'secretsmanager.end-of-recovery';

/** DeleteSecret: scheduled for the end of the recovery window, or at once when forced. */
export const deleteSecret = defineWrite(secretsmanager.operations.DeleteSecret, {
  load: loadSecret,
  access: accessTo('DeleteSecret'),
  // A forced deletion of what is not there succeeds, with an ARN that never was (recorded).
  async prepare(scope, input, { secret }) {
    const reference = readSecretId(input.SecretId);
    const days = recoveryWindowDays(input);
    if (secret !== undefined) {
      await assertNotReplicated(scope, secret);
      assertOwner(scope, secret);
    }
    const home = reference.kind === 'arn' ? reference : scope;
    const { accountId, region, partition } = home;
    const suffix = (reference.kind === 'arn' ? reference.suffix : undefined) ?? newSecretSuffix(scope.random);
    return {
      days,
      name: secret?.name ?? reference.name,
      arn:
        secret === undefined
          ? formatSecretArn({ accountId, region, partition, name: reference.name, suffix })
          : arnOf(scope, secret),
    };
  },
  async handle(scope, writer, input, loaded, { days, name, arn }) {
    const isForced = days === 0;
    const deletionAt = deletionDate(scope.now, days);
    const answer = { ARN: arn, DeletionDate: deletionAt, Name: name };
    if (isForced && loaded.secret === undefined) return answer;
    const secret = existing(loaded, input);
    if (secret.deleted_at !== null && !isForced) {
      throw invalidRequest("You tried to perform the operation on a secret that's currently marked deleted.");
    }
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    const versions = await listVersions(writer, secret.id);
    if (secret.deleted_at === null) eachVersionEvent(scope, secret, versions, 'StartSecretVersionDelete');
    if (isForced) {
      eachVersionEvent(scope, secret, versions, 'EndSecretVersionDelete');
      await cancelJob(writer, END_OF_RECOVERY, secret.id);
      await abandonAtDeletion(scope, writer, secret);
      await deleteSecretRow(writer, secret);
      return answer;
    }
    const left = await abandonAtDeletion(scope, writer, secret);
    await updateSecret(writer, { ...left, deleted_at: scope.now, delete_after: deletionAt });
    await scheduleJob(writer, { id: secret.id, kind: END_OF_RECOVERY, subject: secret.id, due_at: deletionAt });
    return answer;
  },
  trail: {
    ...writeTrail,
    response: output =>
      output?.ARN === undefined || output.DeletionDate === undefined
        ? null
        : { arn: output.ARN, name: output.Name ?? '', deletionDate: cloudTrailDate(output.DeletionDate) },
  },
});

/** Neither a replica nor a secret that has replicas can be deleted, by force or not (recorded). */
async function assertNotReplicated(scope: Scope, secret: SecretRow): Promise<void> {
  if (isReplica(secret)) throw replicaIsReadOnly();
  if (!isPrimary(secret)) return;
  const regions = (await listReplicas(scope.reader, secret.id)).map(replica => replica.region);
  throw invalidParameter(
    `You can't delete secret ${arnOf(scope, secret)} that still has replica regions [${regions.join(', ')}].`,
  );
}
