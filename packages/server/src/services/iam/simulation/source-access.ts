import type { AccessRequest, Scope } from '../../../pipeline/operation.ts';

/** The question about the user, group or role whose policies are read: whether it exists is not told by the answer. */
export function sourceAccess(action: string) {
  return (
    scope: Scope,
    { PolicySourceArn: arn }: { readonly PolicySourceArn?: string | undefined },
  ): readonly AccessRequest[] => [{ action: `iam:${action}`, resource: arn, resourceAccountId: scope.accountId }];
}
