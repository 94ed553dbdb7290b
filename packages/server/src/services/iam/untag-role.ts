import { iam } from '@coffer/wire/services';
import { updateRole } from '../../identities/role-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { requestTagKeys } from './condition-keys.ts';
import { changeRole, loadRole, roleAccess } from './load-role.ts';
import { withoutTags } from './tags.ts';
import { writeTrail } from './trail.ts';

/** UntagRole: removes tags; keys that are not there do no harm. */
export const untagRole = defineWrite(iam.operations.UntagRole, {
  load: loadRole,
  access: roleAccess('UntagRole', requestTagKeys),
  async handle(scope, writer, { TagKeys }, loaded) {
    const role = await changeRole(scope, writer, loaded);
    await updateRole(writer, { ...role, tags: withoutTags(role.tags, TagKeys) });
    return {};
  },
  trail: writeTrail(iam.operations.UntagRole),
});
