import { secretsmanager } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { markedForDeletion } from './errors.ts';
import { accessTo, existing, loadSecret } from './load-secret.ts';
import { tagsIn } from './rows.ts';
import { readSecretId } from './secret-id.ts';
import { storeTags } from './store-tags.ts';
import { checkTagKeys, withoutTags } from './tags.ts';
import { writeTrail } from './trail.ts';

/** UntagResource: keys that the secret does not have are no error. Without any tag left it shows an empty list. */
export const untagResource = defineWrite(secretsmanager.operations.UntagResource, {
  load: loadSecret,
  access: accessTo('UntagResource'),
  async prepare(_scope, input, loaded) {
    readSecretId(input.SecretId);
    checkTagKeys(input.TagKeys);
    const secret = existing(loaded, input);
    if (secret.deleted_at !== null) throw markedForDeletion();
    const before = tagsIn(secret);
    return { secret, tags: before && withoutTags(before, input.TagKeys) };
  },
  async handle(scope, writer, _input, _loaded, { secret, tags }) {
    await storeTags(scope, writer, secret, tags);
    return {};
  },
  trail: writeTrail,
});
