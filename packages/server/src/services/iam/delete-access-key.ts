import { iam } from '@coffer/wire/services';
import { deleteUserKey } from '../../identities/access-key-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { keyNotFound } from './errors.ts';
import { changeUser, loadUserOrCaller, userAccess } from './load-user.ts';
import { mustNameUser } from './must-name-user.ts';
import { writeTrail } from './trail.ts';

/** DeleteAccessKey: what it signs is refused from the next request on. */
export const deleteAccessKey = defineWrite(iam.operations.DeleteAccessKey, {
  load: loadUserOrCaller,
  access: userAccess('DeleteAccessKey'),
  async handle(scope, writer, { AccessKeyId }, loaded) {
    mustNameUser(loaded);
    const user = await changeUser(scope, writer, loaded);
    if (!(await deleteUserKey(writer, { userId: user.id, accessKeyId: AccessKeyId }))) throw keyNotFound(AccessKeyId);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteAccessKey),
});
