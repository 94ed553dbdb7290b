import { kms } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { changeKey } from './change-key.ts';
import { keptKey } from './key-state.ts';
import { loadOwnKey } from './keys.ts';
import { changeTrail } from './trail.ts';

/** UpdateKeyDescription: says something else of a key. */
export const updateKeyDescription = defineWrite(kms.operations.UpdateKeyDescription, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('UpdateKeyDescription'),
  async handle(scope, writer, { Description }, loaded) {
    await changeKey(writer, keptKey(scope, loaded), { description: Description });
    return {};
  },
  trail: changeTrail,
});
