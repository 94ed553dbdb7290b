import { secretsmanager } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { markedForDeletion } from './errors.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { storeChange } from './replica-changes.ts';
import { cancelRotation } from './rotation-settle.ts';
import { isUnchanged } from './store.ts';
import { writeTrail } from './trail.ts';

/**
 * CancelRotateSecret: no further rotation, whether or not there ever was one. Function and rules are kept for when it is
 * turned on again; labels stay where they are, AWSPENDING too (recorded).
 */
export const cancelRotateSecret = defineWrite(secretsmanager.operations.CancelRotateSecret, {
  load: loadSecret,
  access: accessTo('CancelRotateSecret'),
  async handle(scope, writer, input, loaded) {
    const secret = writable(loaded, input);
    if (secret.deleted_at !== null) throw markedForDeletion();
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    await storeChange(scope, writer, {
      ...(await cancelRotation(scope, writer, secret)),
      rotation_enabled: 0,
      next_rotation_at: null,
      next_rotation_date: null,
      changed_at: scope.now,
    });
    return { ARN: arnOf(scope, secret), Name: secret.name };
  },
  trail: writeTrail,
});
