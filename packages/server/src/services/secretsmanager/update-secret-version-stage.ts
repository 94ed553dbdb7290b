import { secretsmanager } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { markedForDeletion } from './errors.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { afterMoveOfCurrent } from './next-rotation.ts';
import { storeSettled } from './rotation-settle.ts';
import { stagesIn } from './rows.ts';
import { isUnchanged, listVersions, withStages } from './store.ts';
import { writeTrail } from './trail.ts';
import { moveStage } from './version-stages.ts';

/** UpdateSecretVersionStage: moves, attaches or removes one label. */
export const updateSecretVersionStage = defineWrite(secretsmanager.operations.UpdateSecretVersionStage, {
  load: loadSecret,
  access: accessTo('UpdateSecretVersionStage'),
  async handle(scope, writer, input, loaded) {
    const secret = writable(loaded, input);
    if (secret.deleted_at !== null) throw markedForDeletion();
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    const move = {
      stage: input.VersionStage,
      removeFromVersionId: input.RemoveFromVersionId,
      moveToVersionId: input.MoveToVersionId,
    };
    const versionIds = new Set((await listVersions(writer, secret.id)).map(version => version.version_id));
    const stages = moveStage(stagesIn(secret), move, versionIds);
    const after = { ...withStages(secret, stages), changed_at: scope.now };
    await storeSettled(scope, writer, secret, afterMoveOfCurrent(scope, secret, after, { isNewValue: false }));
    return { ARN: arnOf(scope, secret), Name: secret.name };
  },
  trail: writeTrail,
});
