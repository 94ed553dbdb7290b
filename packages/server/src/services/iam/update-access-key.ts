import { iam } from '@coffer/wire/services';
import { updateKeyStatus } from '../../identities/access-key-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { invalid, keyNotFound } from './errors.ts';
import { changeUser, loadUserOrCaller, userAccess } from './load-user.ts';
import { mustNameUser } from './must-name-user.ts';
import { writeTrail } from './trail.ts';

/** UpdateAccessKey: a key that is inactive signs nothing, from the next request on. */
export const updateAccessKey = defineWrite(iam.operations.UpdateAccessKey, {
  load: loadUserOrCaller,
  access: userAccess('UpdateAccessKey'),
  async handle(scope, writer, { AccessKeyId, Status }, loaded) {
    mustNameUser(loaded);
    if (Status === 'Expired') throw invalid('The status of an access key can be set to Active or Inactive.');
    const user = await changeUser(scope, writer, loaded);
    const key = { userId: user.id, accessKeyId: AccessKeyId };
    if (!(await updateKeyStatus(writer, key, Status))) throw keyNotFound(AccessKeyId);
    return {};
  },
  trail: writeTrail(iam.operations.UpdateAccessKey),
});
