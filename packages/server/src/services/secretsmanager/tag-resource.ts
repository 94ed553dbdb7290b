import { secretsmanager } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { markedForDeletion } from './errors.ts';
import { accessTo, existing, loadSecret } from './load-secret.ts';
import { tagsIn } from './rows.ts';
import { readSecretId } from './secret-id.ts';
import { storeTags } from './store-tags.ts';
import { checkTags, withTags } from './tags.ts';
import { writeTrail } from './trail.ts';

/** TagResource: a key that the secret has gets the new value in its place, new ones follow in their order. */
export const tagResource = defineWrite(secretsmanager.operations.TagResource, {
  load: loadSecret,
  access: accessTo('TagResource'),
  async prepare(_scope, input, loaded) {
    readSecretId(input.SecretId);
    checkTags(input.Tags);
    const secret = existing(loaded, input);
    if (secret.deleted_at !== null) throw markedForDeletion();
    const before = tagsIn(secret);
    return { secret, tags: input.Tags.length === 0 ? before : withTags(before ?? [], input.Tags) };
  },
  async handle(scope, writer, _input, _loaded, { secret, tags }) {
    await storeTags(scope, writer, secret, tags);
    return {};
  },
  trail: writeTrail,
});
