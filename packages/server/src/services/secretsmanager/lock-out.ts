import type { AccessRequest, ResourcePolicy, Scope } from '../../pipeline/operation.ts';
import type { KeyMembers } from './condition-keys.ts';
import { requestKeys, secretKeys } from './condition-keys.ts';
import type { LoadedSecret } from './load-secret.ts';
import { secretArnOf } from './secret-arn.ts';

/**
 * Whether a policy takes from those who attach it the right to attach another one, by a request like theirs: then AWS
 * refuses it (recorded for a Deny of PutResourcePolicy). Root users are no exception: a Deny on a secret stops them too.
 * Without a secret it counts what the policy says of any.
 */
export async function locksOut(
  scope: Pick<Scope, 'allows' | 'partition' | 'region'>,
  input: KeyMembers,
  { secret, arn, accountId }: LoadedSecret,
  policy: ResourcePolicy,
): Promise<boolean> {
  const { partition, region } = scope;
  const mayChange = await scope.allows({
    action: 'secretsmanager:PutResourcePolicy',
    resource: arn ?? secretArnOf({ partition, region, accountId }, UNKNOWN_SECRET),
    resourceAccountId: accountId,
    keys: () => [...secretKeys(arn, secret), ...requestKeys(input)],
    policy,
  });
  return !mayChange;
}

/**
 * Whether new tags take from those who set them the right to do so, by the same request: then AWS refuses them (recorded
 * for TagResource and UntagResource under a condition on the tag that goes). `requests` ask about the secret with them.
 */
export async function tagsLockOut(scope: Pick<Scope, 'allows'>, requests: readonly AccessRequest[]): Promise<boolean> {
  for (const request of requests) if (!(await scope.allows(request))) return true;
  return false;
}

/** Wildcards of a policy fit the question marks, names do not. */
const UNKNOWN_SECRET = '?-??????';
