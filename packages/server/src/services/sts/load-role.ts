import type { AccessRequest, Asked, ResourcePolicy } from '../../pipeline/operation.ts';
import { entityArn } from '../../identities/arns.ts';
import { findRole } from '../../identities/role-store.ts';
import type { RoleRow } from '../../identities/rows.ts';
import { tagsIn } from '../../identities/rows.ts';
import { findActiveRole } from '../../sessions/store.ts';

/** A role as a request names it. */
export interface LoadedRole {
  /** Undefined when there is none of this ARN. */
  readonly role: RoleRow | undefined;
  /** As the request has it; undefined when that is no role's ARN. */
  readonly arn: string | undefined;
  readonly accountId: string;
  readonly partition: string;
}

/** Longest ARN that is looked at. Source: the API model. */
const MAX_ARN = 2_048;

/** Finds the role of an ARN, in whatever account of this deployment. It reveals nothing. */
export async function loadRole({ reader }: Pick<Asked, 'reader'>, arn: string | undefined): Promise<LoadedRole> {
  const parsed = arn === undefined ? undefined : parseRoleArn(arn);
  if (parsed === undefined) return { role: undefined, arn: undefined, accountId: '', partition: '' };
  const { partition, accountId, name } = parsed;
  const found = await findRole(reader, accountId, name);
  // Nobody's id is looked up as well: a role that is there must not be found out by what a denial reads.
  const active = await findActiveRole(reader, found?.id ?? '');
  const isMeant =
    found !== undefined && active?.aws_partition === partition && entityArn(partition, 'role', found) === arn;
  return { role: isMeant ? found : undefined, arn, accountId, partition };
}

/** `arn:aws:iam::123456789012:role/PATH/NAME` */
export function parseRoleArn(
  arn: string,
): { readonly partition: string; readonly accountId: string; readonly name: string } | undefined {
  if (arn.length > MAX_ARN) return undefined;
  const [prefix, partition = '', service, region, accountId = '', resource = '', ...more] = arn.split(':');
  if (prefix !== 'arn' || service !== 'iam' || region !== '' || more.length > 0) return undefined;
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  if (!/^\d{12}$/.test(accountId) || !resource.startsWith('role/') || name === '') return undefined;
  return { partition, accountId, name };
}

/** A question about a role: one that does not exist lets nobody in, and is denied in the same words. */
export function roleRequest(
  { role, arn, accountId }: LoadedRole,
  request: Pick<AccessRequest, 'action' | 'keys' | 'denial'>,
): AccessRequest {
  return { ...request, resource: arn, resourceAccountId: accountId, policy: trustPolicyOf(role) };
}

function trustPolicyOf(role: RoleRow | undefined): ResourcePolicy {
  if (role === undefined) return { kind: 'trust', document: NOBODY };
  return { kind: 'trust', document: role.trust_policy, uniqueIds: role.trust_policy_ids };
}

/** A trust policy that can be read and lets nobody in. */
const NOBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'nobody.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** The condition keys that tell of the role itself. */
export function* roleKeys({ role }: LoadedRole): Generator<readonly [string, string]> {
  for (const { Key, Value } of role === undefined ? [] : tagsIn(role)) {
    yield [`aws:ResourceTag/${Key}`, Value];
    yield [`iam:ResourceTag/${Key}`, Value];
  }
}
