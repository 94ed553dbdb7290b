import { Redacted } from '@coffer/wire';
import { iam } from '@coffer/wire/services';
import { accessKeyContext } from '../../identities/access-key-context.ts';
import { insertUserKey, listUserKeys } from '../../identities/access-key-store.ts';
import { newAccessKeyId } from '../../identities/unique-id.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { quotaExceeded } from './errors.ts';
import { changeUser, loadUserOrCaller, userAccess } from './load-user.ts';
import { mustNameUser } from './must-name-user.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** Source: IAM User Guide, "IAM and AWS STS quotas". */
const KEYS_PER_USER = 2;
/** 40 characters of base64, as in AWS. */
const SECRET_BYTES = 30;

/** CreateAccessKey: the secret is answered this once and stored sealed. */
export function makeCreateAccessKey(keyring: Pick<Keyring, 'sealInternal'>) {
  return defineWrite(iam.operations.CreateAccessKey, {
    load: loadUserOrCaller,
    access: userAccess('CreateAccessKey'),
    async prepare(scope, _input, loaded) {
      mustNameUser(loaded);
      const id = newAccessKeyId('accessKey', scope.random);
      const secret = new Redacted(scope.random(SECRET_BYTES).toString('base64'));
      return { id, secret, sealed: keyring.sealInternal(accessKeyContext(id), Buffer.from(secret.unwrap(), 'utf8')) };
    },
    async handle(scope, writer, _input, loaded, { id, secret, sealed }) {
      const user = await changeUser(scope, writer, loaded);
      const keys = await listUserKeys(writer, user.id);
      if (keys.length >= KEYS_PER_USER) throw quotaExceeded('AccessKeysPerUser', KEYS_PER_USER);
      const key = {
        access_key_id: id,
        account_id: scope.accountId,
        user_id: user.id,
        status: 'Active',
        created_at: wholeSecond(scope.now),
      } as const;
      await insertUserKey(writer, key, sealed);
      return {
        AccessKey: {
          UserName: user.name,
          AccessKeyId: id,
          Status: key.status,
          SecretAccessKey: secret,
          CreateDate: key.created_at,
        },
      };
    },
    trail: writeTrail(iam.operations.CreateAccessKey),
  });
}
