import { secretsmanager } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { markedForDeletion, missingToken, noValue } from './errors.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { afterMoveOfCurrent } from './next-rotation.ts';
import { prepareVersion, storeVersion } from './put-version.ts';
import { storeSettled } from './rotation-settle.ts';
import { readSecretId } from './secret-id.ts';
import { valueIn } from './secret-value.ts';
import { inJavaOrder } from '../../java-order.ts';
import { isUnchanged, withStages } from './store.ts';
import { writeTrail } from './trail.ts';
import { stagesOf } from './version-stages.ts';

/** PutSecretValue: a new version; AWSCURRENT moves to it unless the request names other labels. */
export const putSecretValue = defineWrite(secretsmanager.operations.PutSecretValue, {
  load: loadSecret,
  access: accessTo('PutSecretValue'),
  async prepare(scope, input, loaded) {
    // What the request alone tells comes before what is known of the secret (recorded for the missing token).
    readSecretId(input.SecretId);
    const value = valueIn(input);
    if (value === undefined) throw noValue();
    if (input.ClientRequestToken === undefined) throw missingToken();
    const secret = writable(loaded, input);
    if (secret.deleted_at !== null) throw markedForDeletion();
    return { secret, version: await prepareVersion(scope, secret, input.ClientRequestToken, value) };
  },
  async handle(scope, writer, input, _loaded, { secret, version }) {
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    const stages = await storeVersion(scope, writer, secret, version, input.VersionStages);
    const after = { ...withStages(secret, stages), changed_at: scope.now };
    const isNewValue = version.sealed !== undefined;
    await storeSettled(scope, writer, secret, afterMoveOfCurrent(scope, secret, after, { isNewValue }));
    return {
      ARN: arnOf(scope, secret),
      Name: secret.name,
      VersionId: version.versionId,
      VersionStages: inJavaOrder(stagesOf(stages, version.versionId)),
    };
  },
  trail: writeTrail,
});
