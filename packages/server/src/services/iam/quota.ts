import type { Scope } from '../../pipeline/operation.ts';
import { quotaExceeded } from './errors.ts';

type IdentityQuotas = NonNullable<Scope['quotas']['identitiesPerAccount']>;

const NAMES: Readonly<Record<keyof IdentityQuotas, string>> = {
  users: 'UsersPerAccount',
  groups: 'GroupsPerAccount',
  roles: 'RolesPerAccount',
  policies: 'PoliciesPerAccount',
  instanceProfiles: 'InstanceProfilesPerAccount',
};

/**
 * Refuses one more of what an account has, where the administrator has turned AWS's quotas on.
 *
 * @throws AwsError LimitExceeded
 */
export async function assertRoom(
  { quotas }: Pick<Scope, 'quotas'>,
  what: keyof IdentityQuotas,
  count: () => Promise<number>,
): Promise<void> {
  const limit = quotas.identitiesPerAccount?.[what];
  if (limit !== undefined && (await count()) >= limit) throw quotaExceeded(NAMES[what], limit);
}
