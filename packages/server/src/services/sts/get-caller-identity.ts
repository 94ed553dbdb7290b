import { sts } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';

/** GetCallerIdentity: who asks. It takes no permission, and none can be denied (API reference). */
export const getCallerIdentity = defineRead(sts.operations.GetCallerIdentity, {
  load: () => Promise.resolve(undefined),
  access: () => [],
  handle: ({ caller }) => Promise.resolve({ UserId: caller.principalId, Account: caller.accountId, Arn: caller.arn }),
});
