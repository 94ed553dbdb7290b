import { secretsmanager } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { lockedOut, markedForDeletion } from './errors.ts';
import { accessTo, loadSecret, writable } from './load-secret.ts';
import { tagsLockOut } from './lock-out.ts';
import { assertOwner } from './owning-service.ts';
import { tagsIn } from './rows.ts';
import { readSecretId } from './secret-id.ts';
import { storeTags } from './store-tags.ts';
import { checkTagKeys, withoutTags } from './tags.ts';
import { writeTrail } from './trail.ts';

const access = accessTo('UntagResource');

/**
 * UntagResource: keys that the secret does not have are no error, and no change. Without any tag left it shows an empty
 * list.
 */
export const untagResource = defineWrite(secretsmanager.operations.UntagResource, {
  load: loadSecret,
  access,
  async prepare(scope, input, loaded) {
    readSecretId(input.SecretId);
    checkTagKeys(input.TagKeys);
    const secret = writable(loaded, input);
    assertOwner(scope, secret);
    if (secret.deleted_at !== null) throw markedForDeletion();
    const before = tagsIn(secret) ?? [];
    const tags = withoutTags(before, input.TagKeys);
    if (tags.length === before.length) return { secret, tags: undefined };
    const after = { ...loaded, secret: { ...secret, tags: JSON.stringify(tags) } };
    if (await tagsLockOut(scope, access(scope, input, after))) throw lockedOut();
    return { secret, tags };
  },
  async handle(scope, writer, _input, _loaded, { secret, tags }) {
    if (tags !== undefined) await storeTags(scope, writer, secret, tags);
    return {};
  },
  trail: writeTrail,
});
