import { secretsmanager } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { markedForDeletion, missingToken } from './errors.ts';
import { keyIn, validateKey } from './kms-key.ts';
import { accessTo, arnOf, loadSecret, writable } from './load-secret.ts';
import { afterMoveOfCurrent } from './next-rotation.ts';
import { assertOwner } from './owning-service.ts';
import { prepareVersion, storeVersion } from './put-version.ts';
import { stagesIn } from './rows.ts';
import { rewrap } from './rewrap.ts';
import { storeSettled } from './rotation-settle.ts';
import { readSecretId } from './secret-id.ts';
import { valueIn } from './secret-value.ts';
import { isUnchanged, setMoreDataKeys, withStages } from './store.ts';
import { writeTrail } from './trail.ts';

/** UpdateSecret: description, key and type change in place; a value becomes the current version. */
export const updateSecret = defineWrite(secretsmanager.operations.UpdateSecret, {
  load: loadSecret,
  access: accessTo('UpdateSecret'),
  async prepare(scope, input, loaded) {
    // What the request alone tells comes before what is known of the secret (recorded for the missing token).
    readSecretId(input.SecretId);
    const value = valueIn(input);
    if (input.ClientRequestToken === undefined) throw missingToken();
    const before = writable(loaded, input);
    assertOwner(scope, before);
    if (before.deleted_at !== null) throw markedForDeletion();
    const kmsKeyId = input.KmsKeyId === undefined ? before.kms_key_id : keyIn(input.KmsKeyId);
    const keyArn =
      kmsKeyId === null || input.KmsKeyId === undefined
        ? undefined
        : await validateKey(scope, arnOf(scope, before), kmsKeyId);
    const secret = {
      ...before,
      description: input.Description ?? before.description,
      kms_key_id: kmsKeyId,
      type: input.Type ?? before.type,
    };
    const rewrapped = kmsKeyId === before.kms_key_id ? [] : await rewrap(scope, secret, keyArn);
    const version =
      value === undefined ? undefined : await prepareVersion(scope, secret, input.ClientRequestToken, value);
    return { secret, rewrapped, version };
  },
  async handle(scope, writer, _input, _loaded, { secret, rewrapped, version }) {
    if (!(await isUnchanged(writer, secret))) throw new Stale();
    for (const { versionId, moreDataKeys } of rewrapped) {
      await setMoreDataKeys(writer, secret, versionId, moreDataKeys);
    }
    const stages =
      version === undefined ? stagesIn(secret) : await storeVersion(scope, writer, secret, version, undefined);
    const after = { ...withStages(secret, stages), changed_at: scope.now };
    await storeSettled(scope, writer, secret, afterMoveOfCurrent(scope, secret, after, { isNewValue: true }));
    return { ARN: arnOf(scope, secret), Name: secret.name, VersionId: version?.versionId };
  },
  trail: writeTrail,
});
