import { kms } from '@coffer/wire/services';
import { cancelJob } from '../../jobs/store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { changeKey } from './change-key.ts';
import { usableKey } from './key-state.ts';
import { loadOwnKey } from './keys.ts';
import { assertRotates } from './rotatable.ts';
import { KEY_ROTATION } from './rotation.ts';
import { changeTrail } from './trail.ts';

/** DisableKeyRotation: the key keeps the material that it has. */
export const disableKeyRotation = defineWrite(kms.operations.DisableKeyRotation, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('DisableKeyRotation'),
  async handle(scope, writer, _input, loaded) {
    const key = usableKey(scope, loaded);
    assertRotates(key);
    await changeKey(writer, key, { rotation_period: null, next_rotation_at: null });
    await cancelJob(writer, KEY_ROTATION, key.key_id);
    return {};
  },
  trail: changeTrail,
});
