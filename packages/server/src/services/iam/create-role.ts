import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { countRoles, findRole, insertRole } from '../../identities/role-store.ts';
import type { RoleRow } from '../../identities/rows.ts';
import { newUniqueId } from '../../identities/unique-id.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { boundaryKey, requestTagKeys } from './condition-keys.ts';
import { newEntityAccess } from './entity-access.ts';
import { alreadyExists } from './errors.ts';
import { boundaryPolicy, changeBoundaryPolicy, loadBoundary } from './load-boundary.ts';
import { assertRoom } from './quota.ts';
import { resourceOf } from './resources.ts';
import { createdRole } from './role-views.ts';
import { newTags } from './tags.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';
import { readTrustPolicy } from './trust-policy.ts';

/** Source: API reference, CreateRole: one hour. */
const DEFAULT_SESSION_SECONDS = 3_600;

/** CreateRole: a role without any permission, and who may assume it. */
export const createRole = defineWrite(iam.operations.CreateRole, {
  load: loadBoundary,
  access: (scope, input) => [
    newEntityAccess(scope, 'CreateRole', 'role', { path: input.Path, name: input.RoleName }, () => [
      ...requestTagKeys(input),
      boundaryKey(input.PermissionsBoundary),
    ]),
  ],
  async prepare(scope, input, loaded): Promise<RoleRow> {
    return {
      id: newUniqueId('role', scope.random),
      account_id: scope.accountId,
      name: input.RoleName,
      path: input.Path ?? '/',
      created_at: wholeSecond(scope.now),
      description: input.Description ?? null,
      max_session_seconds: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
      ...(await readTrustPolicy(scope, input.AssumeRolePolicyDocument)),
      tags: newTags(input.Tags),
      boundary_policy_id: boundaryPolicy(scope, loaded)?.id ?? null,
    };
  },
  async handle(scope, writer, input, loaded, role) {
    await beginIdentityChange(writer, scope.accountId);
    await changeBoundaryPolicy(writer, loaded);
    if ((await findRole(writer, scope.accountId, role.name)) !== undefined) throw alreadyExists('Role', role.name);
    await assertRoom(scope, 'roles', () => countRoles(writer, scope.accountId));
    await insertRole(writer, role);
    return { Role: createdRole(scope, role, input.PermissionsBoundary) };
  },
  trail: writeTrail(iam.operations.CreateRole, (_loaded, output) => resourceOf('Role', output?.Role.Arn)),
});
