import type { OutputOf } from '@coffer/wire';
import { iam } from '@coffer/wire/services';
import { passwordLastUsed } from '../../identities/user-store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingUser, loadUserOrCaller, userAccess } from './load-user.ts';
import { mustNameUser } from './must-name-user.ts';
import { shownUser } from './views.ts';

type Output = OutputOf<typeof iam.operations.GetUser>;

/** GetUser: a user, or who asks. The root user learns of itself what AWS tells it. */
export const getUser = defineRead(iam.operations.GetUser, {
  load: loadUserOrCaller,
  access: userAccess('GetUser'),
  async handle(scope, _input, loaded) {
    if (loaded.name === undefined && scope.caller.type === 'Root') return { User: rootUser(scope) };
    mustNameUser(loaded);
    const user = existingUser(loaded);
    return { User: shownUser(scope, user, loaded.boundaryArn, await passwordLastUsed(scope.reader, user.id)) };
  },
});

function rootUser({ caller, accountId }: Scope): Output['User'] {
  // `as`: the root user has neither name nor path, although the model calls them required.
  return { UserId: accountId, Arn: caller.arn, CreateDate: 0 } as Output['User'];
}
