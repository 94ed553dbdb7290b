import { iam } from '@coffer/wire/services';
import { findKeyUse } from '../../identities/access-key-store.ts';
import { entityArn } from '../../identities/arns.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { iamError } from './errors.ts';
import { partitionOf } from './partition.ts';

/** The longest access key id that is looked up. Source: the API model. */
const MAX_ID = 128;

/** GetAccessKeyLastUsed: when, where and for which service. A key of another account is as unknown as one of nobody. */
export const getAccessKeyLastUsed = defineRead(iam.operations.GetAccessKeyLastUsed, {
  async load(scope, { AccessKeyId = '' }) {
    if (AccessKeyId.length > MAX_ID || !/^\w+$/.test(AccessKeyId)) return undefined;
    const use = await findKeyUse(scope.reader, AccessKeyId);
    return use?.account_id === scope.accountId ? use : undefined;
  },
  access(scope, { AccessKeyId }, use) {
    const { user_name: name = null, user_path: path = null } = use ?? {};
    const account_id = scope.accountId;
    const user = name === null || path === null ? undefined : { account_id, name, path };
    return [
      {
        action: 'iam:GetAccessKeyLastUsed',
        resource: user === undefined ? '*' : entityArn(partitionOf(scope), 'user', user),
        ...(AccessKeyId === undefined ? {} : { shownAs: `access key ${AccessKeyId}` }),
        resourceAccountId: account_id,
      },
    ];
  },
  async handle({ caller }, { AccessKeyId }, use) {
    // Recorded, without a colon: whoever may ask about every key is not told that this one is nobody's.
    if (use === undefined) {
      const denied = `User: ${caller.arn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${AccessKeyId}`;
      throw iamError('AccessDenied', 403, denied);
    }
    return {
      UserName: use.user_name ?? undefined,
      AccessKeyLastUsed: {
        LastUsedDate: use.last_used_at ?? undefined,
        // What AWS says of a key that was never used.
        ServiceName: use.last_used_service ?? 'N/A',
        Region: use.last_used_region ?? 'N/A',
      },
    };
  },
});
