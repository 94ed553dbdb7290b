import { iam } from '@coffer/wire/services';
import { updateUser } from '../../identities/user-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { requestTagKeys } from './condition-keys.ts';
import { changeUser, loadUser, userAccess } from './load-user.ts';
import { withTags } from './tags.ts';
import { writeTrail } from './trail.ts';

/** TagUser: adds tags, or replaces the values of those that are there. */
export const tagUser = defineWrite(iam.operations.TagUser, {
  load: loadUser,
  access: userAccess('TagUser', requestTagKeys),
  async handle(scope, writer, { Tags }, loaded) {
    const user = await changeUser(scope, writer, loaded);
    await updateUser(writer, { ...user, tags: withTags(user.tags, Tags) });
    return {};
  },
  trail: writeTrail(iam.operations.TagUser),
});
