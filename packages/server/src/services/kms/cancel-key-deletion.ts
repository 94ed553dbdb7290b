import { kms } from '@coffer/wire/services';
import { cancelJob } from '../../jobs/store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { changeKey } from './change-key.ts';
import { END_OF_WAITING } from './end-of-waiting.ts';
import { invalidState } from './key-state.ts';
import { existingKey, keyArn, loadOwnKey } from './keys.ts';
import { answerTrail } from './trail.ts';

const contract = kms.operations.CancelKeyDeletion;

/** CancelKeyDeletion: the key stays, and is disabled. */
export const cancelKeyDeletion = defineWrite(contract, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('CancelKeyDeletion'),
  async handle(scope, writer, _input, loaded) {
    const key = existingKey(loaded);
    const KeyId = keyArn(scope, key);
    if (key.state !== 'PendingDeletion') throw invalidState(`${KeyId} is not pending deletion.`);
    await changeKey(writer, key, { state: 'Disabled', deletion_at: null });
    await cancelJob(writer, END_OF_WAITING, key.key_id);
    return { KeyId };
  },
  trail: answerTrail(contract),
});
