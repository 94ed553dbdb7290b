import { kms } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { changeKey } from './change-key.ts';
import { keptKey } from './key-state.ts';
import { loadOwnKey } from './keys.ts';
import { planRotation } from './rotation.ts';
import { changeTrail } from './trail.ts';

/** EnableKey: what is under the key can be used again at once. */
export const enableKey = defineWrite(kms.operations.EnableKey, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('EnableKey'),
  async handle(scope, writer, _input, loaded) {
    const key = keptKey(scope, loaded);
    await changeKey(writer, key, { state: 'Enabled' });
    // It was not rotated while it was disabled, and is at once if that was due.
    if (key.next_rotation_at !== null) await planRotation(writer, key.key_id, key.next_rotation_at);
    return {};
  },
  trail: changeTrail,
});
