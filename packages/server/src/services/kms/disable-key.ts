import { kms } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { changeKey } from './change-key.ts';
import { keptKey } from './key-state.ts';
import { loadOwnKey } from './keys.ts';
import { changeTrail } from './trail.ts';

/** DisableKey: nothing is encrypted or decrypted with the key until it is enabled. */
export const disableKey = defineWrite(kms.operations.DisableKey, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('DisableKey'),
  async handle(scope, writer, _input, loaded) {
    await changeKey(writer, keptKey(scope, loaded), { state: 'Disabled' });
    return {};
  },
  trail: changeTrail,
});
