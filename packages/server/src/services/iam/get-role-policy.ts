import { iam } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { readOwnersPolicy } from './inline-policy.ts';
import { existingRole, loadRole, roleAccess } from './load-role.ts';

/** GetRolePolicy: the document of an inline policy, as it was put. */
export const getRolePolicy = defineRead(iam.operations.GetRolePolicy, {
  load: loadRole,
  access: roleAccess('GetRolePolicy'),
  async handle(scope, { PolicyName }, loaded) {
    const role = existingRole(loaded);
    return { RoleName: role.name, ...(await readOwnersPolicy(scope, 'role', role, PolicyName)) };
  },
});
