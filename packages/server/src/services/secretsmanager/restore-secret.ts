import { secretsmanager } from '@coffer/wire/services';
import { cancelJob } from '../../jobs/store.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { END_OF_RECOVERY } from './delete-secret.ts';
import { eachVersionEvent } from './deletion-events.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { resumeRotation } from './rotation-settle.ts';
import { isUnchanged, listVersions, updateSecret } from './store.ts';
import { writeTrail } from './trail.ts';

/** RestoreSecret: takes back a scheduled deletion; of a secret that is not deleted it changes nothing. */
export const restoreSecret = defineWrite(secretsmanager.operations.RestoreSecret, {
  load: loadSecret,
  access: accessTo('RestoreSecret'),
  async handle(scope, writer, input, loaded) {
    const secret = writable(loaded, input);
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    if (secret.deleted_at !== null) {
      eachVersionEvent(scope, secret, await listVersions(writer, secret.id), 'CancelSecretVersionDelete');
      await cancelJob(writer, END_OF_RECOVERY, secret.id);
      const restored = { ...secret, deleted_at: null, delete_after: null };
      await updateSecret(writer, restored);
      await resumeRotation(scope, writer, restored);
    }
    return { ARN: arnOf(scope, secret), Name: secret.name };
  },
  trail: writeTrail,
});
