import { iam } from '@coffer/wire/services';
import { updateUser } from '../../identities/user-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { requestTagKeys } from './condition-keys.ts';
import { changeUser, loadUser, userAccess } from './load-user.ts';
import { withoutTags } from './tags.ts';
import { writeTrail } from './trail.ts';

/** UntagUser: removes tags; keys that are not there do no harm. */
export const untagUser = defineWrite(iam.operations.UntagUser, {
  load: loadUser,
  access: userAccess('UntagUser', requestTagKeys),
  async handle(scope, writer, { TagKeys }, loaded) {
    const user = await changeUser(scope, writer, loaded);
    await updateUser(writer, { ...user, tags: withoutTags(user.tags, TagKeys) });
    return {};
  },
  trail: writeTrail(iam.operations.UntagUser),
});
