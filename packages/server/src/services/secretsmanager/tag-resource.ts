import { secretsmanager } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { lockedOut, markedForDeletion } from './errors.ts';
import { accessTo, loadSecret, writable } from './load-secret.ts';
import { tagsLockOut } from './lock-out.ts';
import { assertOwner } from './owning-service.ts';
import { tagsIn } from './rows.ts';
import { readSecretId } from './secret-id.ts';
import { storeTags } from './store-tags.ts';
import { checkTags, withTags } from './tags.ts';
import { writeTrail } from './trail.ts';

const access = accessTo('TagResource');

/**
 * TagResource: a key that the secret has gets the new value in its place, new ones follow in their order. LastChangedDate
 * changes even when no tag does (recorded).
 */
export const tagResource = defineWrite(secretsmanager.operations.TagResource, {
  load: loadSecret,
  access,
  async prepare(scope, input, loaded) {
    readSecretId(input.SecretId);
    checkTags(input.Tags);
    const secret = writable(loaded, input);
    assertOwner(scope, secret);
    if (secret.deleted_at !== null) throw markedForDeletion();
    if (input.Tags.length === 0) return { secret, tags: undefined };
    const tags = withTags(tagsIn(secret) ?? [], input.Tags);
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
