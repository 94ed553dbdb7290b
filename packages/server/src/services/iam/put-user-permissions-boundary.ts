import { iam } from '@coffer/wire/services';
import { updateUser } from '../../identities/user-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { boundaryKey } from './condition-keys.ts';
import { boundaryPolicy, changeBoundaryPolicy, loadBoundary } from './load-boundary.ts';
import { changeUser, existingUser, loadUser, userAccess } from './load-user.ts';
import { writeTrail } from './trail.ts';

const mayPut = userAccess<{ readonly PermissionsBoundary?: string | undefined }>(
  'PutUserPermissionsBoundary',
  ({ PermissionsBoundary }) => [boundaryKey(PermissionsBoundary)],
);

/** PutUserPermissionsBoundary: nothing that the managed policy does not allow is allowed any more. */
export const putUserPermissionsBoundary = defineWrite(iam.operations.PutUserPermissionsBoundary, {
  async load(scope, input) {
    const [user, boundary] = await Promise.all([loadUser(scope, input), loadBoundary(scope, input)]);
    return { user, boundary };
  },
  access: (scope, input, { user }) => mayPut(scope, input, user),
  async handle(scope, writer, _input, loaded) {
    existingUser(loaded.user);
    const policy = boundaryPolicy(scope, loaded.boundary);
    const user = await changeUser(scope, writer, loaded.user);
    await changeBoundaryPolicy(writer, loaded.boundary);
    await updateUser(writer, { ...user, boundary_policy_id: policy?.id ?? null });
    return {};
  },
  trail: writeTrail(iam.operations.PutUserPermissionsBoundary),
});
