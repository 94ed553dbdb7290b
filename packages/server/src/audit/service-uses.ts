import type { ServiceUseRow } from '../identities/service-use-store.ts';
import type { FactOutline } from './batch-decode.ts';
import type { UserIdentity } from './user-identity.ts';

/**
 * The newest use of each service, and of each of its actions, by each user and role. A refused call counts, as in AWS:
 * whoever made it has tried to use the service.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
 */
export function serviceUsesOf(facts: readonly FactOutline[]): readonly ServiceUseRow[] {
  const newest = new Map<string, ServiceUseRow>();
  for (const { caller, type, service, name, at, region } of facts) {
    const principal_id = type === 'AwsApiCall' && caller !== undefined ? principalOf(caller) : undefined;
    if (principal_id === undefined) continue;
    for (const action of ['', name]) {
      const key = `${principal_id} ${service} ${action}`;
      const known = newest.get(key);
      if (known === undefined || known.used_at < at) {
        newest.set(key, { principal_id, service, action, used_at: at, region });
      }
    }
  }
  return [...newest.values()];
}

/** The unique id of the user or role whose policies let the caller in; the root user has none. */
function principalOf({ type, principalId, sessionContext }: UserIdentity): string | undefined {
  switch (type) {
    case 'IAMUser':
      return principalId;
    case 'AssumedRole':
      // `AROA...:SESSION`
      return principalId.slice(0, principalId.indexOf(':'));
    case 'FederatedUser': {
      const issuer = Object(sessionContext?.['sessionIssuer']);
      return issuer.type === 'IAMUser' ? String(issuer.principalId) : undefined;
    }
    default:
      return undefined;
  }
}
