import { kms } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { changeKey } from './change-key.ts';
import { keptKey } from './key-state.ts';
import { loadOwnKey } from './keys.ts';
import { withoutTags } from './tags.ts';
import { changeTrail } from './trail.ts';

/** UntagResource: takes tags from a KMS key; those that it does not have are no error. */
export const untagResource = defineWrite(kms.operations.UntagResource, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('UntagResource'),
  async handle(scope, writer, { TagKeys }, loaded) {
    const key = keptKey(scope, loaded);
    await changeKey(writer, key, { tags: withoutTags(key.tags, TagKeys) });
    return {};
  },
  trail: changeTrail,
});
