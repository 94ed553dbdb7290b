import { kms } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { changeKey } from './change-key.ts';
import { keptKey } from './key-state.ts';
import { loadOwnKey } from './keys.ts';
import { withTags } from './tags.ts';
import { changeTrail } from './trail.ts';

/** TagResource: a key that a tag of the KMS key has already gets the new value. */
export const tagResource = defineWrite(kms.operations.TagResource, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('TagResource'),
  async handle(scope, writer, { Tags }, loaded) {
    const key = keptKey(scope, loaded);
    await changeKey(writer, key, { tags: withTags(key.tags, Tags) });
    return {};
  },
  trail: changeTrail,
});
