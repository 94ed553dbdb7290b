import { iam } from '@coffer/wire/services';
import { findDeparted, idsIn } from '../../identities/named-principals.ts';
import { findRoleUse } from '../../identities/role-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingRole, loadRole, ownRoleBoundary, roleAccess } from './load-role.ts';
import { shownRole } from './role-views.ts';

/** GetRole: a role with its trust policy and last use. */
export const getRole = defineRead(iam.operations.GetRole, {
  load: loadRole,
  access: roleAccess('GetRole', ownRoleBoundary),
  async handle(scope, _input, loaded) {
    const role = existingRole(loaded);
    const departed = await findDeparted(scope.reader, idsIn(role.trust_policy_ids));
    const use = await findRoleUse(scope.reader, role.id);
    return { Role: shownRole(scope, { role, departed }, { boundaryArn: loaded.boundaryArn, use }) };
  },
});
