import { iam } from '@coffer/wire/services';
import { updateRole } from '../../identities/role-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { boundaryKey } from './condition-keys.ts';
import { boundaryPolicy, changeBoundaryPolicy, loadBoundary } from './load-boundary.ts';
import { changeRole, existingRole, loadRole, roleAccess } from './load-role.ts';
import { writeTrail } from './trail.ts';

const mayPut = roleAccess<{ readonly PermissionsBoundary?: string | undefined }>(
  'PutRolePermissionsBoundary',
  ({ PermissionsBoundary }) => [boundaryKey(PermissionsBoundary)],
);

/** PutRolePermissionsBoundary: nothing that the managed policy does not allow is allowed any more. */
export const putRolePermissionsBoundary = defineWrite(iam.operations.PutRolePermissionsBoundary, {
  async load(scope, input) {
    const [role, boundary] = await Promise.all([loadRole(scope, input), loadBoundary(scope, input)]);
    return { role, boundary };
  },
  access: (scope, input, { role }) => mayPut(scope, input, role),
  async handle(scope, writer, _input, loaded) {
    existingRole(loaded.role);
    const policy = boundaryPolicy(scope, loaded.boundary);
    const role = await changeRole(scope, writer, loaded.role);
    await changeBoundaryPolicy(writer, loaded.boundary);
    await updateRole(writer, { ...role, boundary_policy_id: policy?.id ?? null });
    return {};
  },
  trail: writeTrail(iam.operations.PutRolePermissionsBoundary),
});
