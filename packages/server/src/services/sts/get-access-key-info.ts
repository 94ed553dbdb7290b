import { sts } from '@coffer/wire/services';
import { findKeyUse } from '../../identities/access-key-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accountInKeyId } from '../../sessions/temporary-key-id.ts';
import { invalid } from './errors.ts';

/** GetAccessKeyInfo: whose account an access key is of, whether or not it still works. */
export const getAccessKeyInfo = defineRead(sts.operations.GetAccessKeyInfo, {
  load: () => Promise.resolve(undefined),
  access: scope => [{ action: 'sts:GetAccessKeyInfo', resource: '*', resourceAccountId: scope.accountId }],
  async handle(scope, { AccessKeyId }) {
    const known = AccessKeyId.startsWith('ASIA') ? undefined : await findKeyUse(scope.reader, AccessKeyId);
    const account = known?.account_id ?? (AccessKeyId.startsWith('ASIA') ? accountInKeyId(AccessKeyId) : undefined);
    if (account === undefined) throw invalid(`Invalid access key id: ${AccessKeyId}`);
    return { Account: account };
  },
});
