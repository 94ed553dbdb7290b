import { secretsmanager } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { markedForDeletion } from './errors.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { assertOwner } from './owning-service.ts';
import { replicateChange } from './replica-changes.ts';
import { NO_POLICY } from './rows.ts';
import { isUnchanged, setResourcePolicy } from './store.ts';
import { writeTrail } from './trail.ts';

/** DeleteResourcePolicy: takes the policy off a secret; where there is none nothing changes. */
export const deleteResourcePolicy = defineWrite(secretsmanager.operations.DeleteResourcePolicy, {
  load: loadSecret,
  access: accessTo('DeleteResourcePolicy'),
  async handle(scope, writer, input, loaded) {
    const secret = writable(loaded, input);
    assertOwner(scope, secret);
    if (secret.deleted_at !== null) throw markedForDeletion();
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    if (secret.resource_policy !== null) {
      await setResourcePolicy(writer, secret, NO_POLICY, scope.now);
      await replicateChange(scope, writer, secret);
    }
    return { ARN: arnOf(scope, secret), Name: secret.name };
  },
  trail: writeTrail,
});
