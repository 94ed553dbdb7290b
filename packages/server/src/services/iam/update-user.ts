import { iam } from '@coffer/wire/services';
import { nameKey } from '../../identities/arns.ts';
import { findUser, updateUser as storeUser } from '../../identities/user-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { newEntityAccess } from './entity-access.ts';
import { alreadyExists } from './errors.ts';
import { changeUser, loadUser, userAccess } from './load-user.ts';
import { writeTrail } from './trail.ts';

const mayUpdate = userAccess('UpdateUser');

/** UpdateUser: another name or path, and so another ARN; the unique id stays. Both ARNs must be allowed. */
export const updateUser = defineWrite(iam.operations.UpdateUser, {
  load: loadUser,
  access: (scope, input, loaded) => [
    ...mayUpdate(scope, input, loaded),
    newEntityAccess(scope, 'UpdateUser', 'user', {
      path: input.NewPath ?? loaded.user?.path,
      name: input.NewUserName ?? loaded.user?.name ?? input.UserName,
    }),
  ],
  async handle(scope, writer, { NewPath, NewUserName }, loaded) {
    const user = await changeUser(scope, writer, loaded);
    const name = NewUserName ?? user.name;
    const taken = nameKey(name) === nameKey(user.name) ? undefined : await findUser(writer, scope.accountId, name);
    if (taken !== undefined) throw alreadyExists('User', name);
    await storeUser(writer, { ...user, name, path: NewPath ?? user.path });
    return {};
  },
  trail: writeTrail(iam.operations.UpdateUser),
});
