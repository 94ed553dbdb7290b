import { accessDenied } from '@coffer/wire';
import type { AccessRequest } from './operation.ts';
import type { Caller } from './caller.ts';

/**
 * May this caller do all of this? Until there are policies the account's root user is the only principal: root may do
 * everything in its own account and nothing in another. This is the one place that decides.
 *
 * @throws AwsError AccessDeniedException in AWS's words
 */
export function authorize(caller: Caller, requests: readonly AccessRequest[]): void {
  for (const request of requests) {
    if (request.resourceAccountId === caller.accountId) continue;
    const resource = request.resource === undefined ? '' : ` on resource: ${request.resource}`;
    throw accessDenied(
      `User: ${caller.arn} is not authorized to perform: ${request.action}${resource} ` +
        `because no resource-based policy allows the ${request.action} action`,
    );
  }
}
