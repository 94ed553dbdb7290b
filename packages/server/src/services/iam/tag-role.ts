import { iam } from '@coffer/wire/services';
import { updateRole } from '../../identities/role-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { requestTagKeys } from './condition-keys.ts';
import { changeRole, loadRole, roleAccess } from './load-role.ts';
import { withTags } from './tags.ts';
import { writeTrail } from './trail.ts';

/** TagRole: adds tags, or replaces the values of those that are there. */
export const tagRole = defineWrite(iam.operations.TagRole, {
  load: loadRole,
  access: roleAccess('TagRole', requestTagKeys),
  async handle(scope, writer, { Tags }, loaded) {
    const role = await changeRole(scope, writer, loaded);
    await updateRole(writer, { ...role, tags: withTags(role.tags, Tags) });
    return {};
  },
  trail: writeTrail(iam.operations.TagRole),
});
