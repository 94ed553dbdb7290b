import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import type { UserRow } from '../../identities/rows.ts';
import { newUniqueId } from '../../identities/unique-id.ts';
import { countUsers, findUser, insertUser } from '../../identities/user-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { boundaryKey, requestTagKeys } from './condition-keys.ts';
import { newEntityAccess } from './entity-access.ts';
import { alreadyExists } from './errors.ts';
import { boundaryPolicy, changeBoundaryPolicy, loadBoundary } from './load-boundary.ts';
import { assertRoom } from './quota.ts';
import { resourceOf } from './resources.ts';
import { newTags } from './tags.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';
import { shownUser } from './views.ts';

/** CreateUser: a user without any permission. */
export const createUser = defineWrite(iam.operations.CreateUser, {
  load: loadBoundary,
  access: (scope, input) => [
    newEntityAccess(scope, 'CreateUser', 'user', { path: input.Path, name: input.UserName }, () => [
      ...requestTagKeys(input),
      boundaryKey(input.PermissionsBoundary),
    ]),
  ],
  async prepare(scope, input, loaded): Promise<UserRow> {
    return {
      id: newUniqueId('user', scope.random),
      account_id: scope.accountId,
      name: input.UserName,
      path: input.Path ?? '/',
      created_at: wholeSecond(scope.now),
      tags: newTags(input.Tags),
      boundary_policy_id: boundaryPolicy(scope, loaded)?.id ?? null,
    };
  },
  async handle(scope, writer, input, loaded, user) {
    await beginIdentityChange(writer, scope.accountId);
    await changeBoundaryPolicy(writer, loaded);
    if ((await findUser(writer, scope.accountId, user.name)) !== undefined) throw alreadyExists('User', user.name);
    await assertRoom(scope, 'users', () => countUsers(writer, scope.accountId));
    await insertUser(writer, user);
    return { User: shownUser(scope, user, input.PermissionsBoundary) };
  },
  trail: writeTrail(iam.operations.CreateUser, (_loaded, output) => resourceOf('User', output?.User?.Arn)),
});
