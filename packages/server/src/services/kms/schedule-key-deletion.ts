import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { scheduleJob } from '../../jobs/store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { changeKey } from './change-key.ts';
import { END_OF_WAITING } from './end-of-waiting.ts';
import { keptKey } from './key-state.ts';
import { keyArn, loadOwnKey } from './keys.ts';
import { answerTrail } from './trail.ts';

const contract = kms.operations.ScheduleKeyDeletion;
/** Days. Source: API Reference, ScheduleKeyDeletion. */
const SHORTEST = 7;
const LONGEST = 30;
const DAY_MS = 86_400_000;

/** ScheduleKeyDeletion: the key cannot be used any more, and goes for ever when the waiting period is over. */
export const scheduleKeyDeletion = defineWrite(contract, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('ScheduleKeyDeletion'),
  async handle(scope, writer, { PendingWindowInDays: days = LONGEST }, loaded) {
    if (days < SHORTEST || days > LONGEST) {
      throw new AwsError('ValidationException', `PendingWindowInDays must be between ${SHORTEST} and ${LONGEST}`);
    }
    const key = keptKey(scope, loaded);
    const deletionAt = scope.now + days * DAY_MS;
    await changeKey(writer, key, { state: 'PendingDeletion', deletion_at: deletionAt });
    await scheduleJob(writer, { id: key.key_id, kind: END_OF_WAITING, subject: key.key_id, due_at: deletionAt });
    return {
      DeletionDate: deletionAt,
      KeyId: keyArn(scope, key),
      KeyState: 'PendingDeletion',
      PendingWindowInDays: days,
    } as const;
  },
  trail: answerTrail(contract),
});
