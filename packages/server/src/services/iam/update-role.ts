import { iam } from '@coffer/wire/services';
import { updateRole as storeRole } from '../../identities/role-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeRole, loadRole, ownRoleBoundary, roleAccess } from './load-role.ts';
import { writeTrail } from './trail.ts';

/** UpdateRole: the description and the session limit; what the request leaves out stays (recorded). */
export const updateRole = defineWrite(iam.operations.UpdateRole, {
  load: loadRole,
  access: roleAccess('UpdateRole', ownRoleBoundary),
  async handle(scope, writer, { Description, MaxSessionDuration }, loaded) {
    const role = await changeRole(scope, writer, loaded);
    await storeRole(writer, {
      ...role,
      description: Description ?? role.description,
      max_session_seconds: MaxSessionDuration ?? role.max_session_seconds,
    });
    return {};
  },
  trail: writeTrail(iam.operations.UpdateRole),
});
