import { kms } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { changeKey } from './change-key.ts';
import { keptKey } from './key-state.ts';
import { loadOwnKey } from './keys.ts';
import { changeTrail } from './trail.ts';

/** EnableKey: what is under the key can be used again at once. */
export const enableKey = defineWrite(kms.operations.EnableKey, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('EnableKey'),
  async handle(scope, writer, _input, loaded) {
    await changeKey(writer, keptKey(scope, loaded), { state: 'Enabled' });
    return {};
  },
  trail: changeTrail,
});
