import { iam } from '@coffer/wire/services';
import { updateRole } from '../../identities/role-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeRole, existingRole, loadRole, ownRoleBoundary, roleAccess } from './load-role.ts';
import { writeTrail } from './trail.ts';
import { readTrustPolicy } from './trust-policy.ts';

/** UpdateAssumeRolePolicy: another document that says who may assume the role. */
export const updateAssumeRolePolicy = defineWrite(iam.operations.UpdateAssumeRolePolicy, {
  load: loadRole,
  access: roleAccess('UpdateAssumeRolePolicy', ownRoleBoundary),
  async prepare(scope, { PolicyDocument }, loaded) {
    existingRole(loaded);
    return readTrustPolicy(scope, PolicyDocument);
  },
  async handle(scope, writer, _input, loaded, trust) {
    const role = await changeRole(scope, writer, loaded);
    await updateRole(writer, { ...role, ...trust });
    return {};
  },
  trail: writeTrail(iam.operations.UpdateAssumeRolePolicy),
});
