/** Managed policies attached to users, groups and roles. */
import { attach, detach, listAttachments } from '../../identities/attachment-store.ts';
import type { AttachedPolicyRow } from '../../identities/attachment-store.ts';
import { entityArn } from '../../identities/arns.ts';
import { awsManagedPolicyArn, awsManagedPolicyById } from '../../identities/aws-managed-policies.ts';
import { findPolicyById } from '../../identities/policy-store.ts';
import type { EntityRow } from '../../identities/rows.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { noSuchEntity, quotaExceeded } from './errors.ts';
import type { OwnerKind } from './inline-policy.ts';
import type { LoadedPolicy, ManagedPolicy } from './load-policy.ts';
import { existingPolicy } from './load-policy.ts';
import { pageWithin, wantedPage } from './paging.ts';
import { partitionOf } from './partition.ts';

/** Managed policies of one owner. Source: IAM User Guide, quotas. */
const MAX_ATTACHED = 10;
const QUOTAS: Readonly<Record<OwnerKind, string>> = {
  user: 'PoliciesPerUser',
  group: 'PoliciesPerGroup',
  role: 'PoliciesPerRole',
};

/**
 * Attaches a policy within a change of its owner.
 *
 * @throws AwsError LimitExceeded; Stale when the policy was deleted meanwhile
 */
export async function attachTo(
  scope: Scope,
  writer: Writer,
  kind: OwnerKind,
  owner: EntityRow,
  policy: ManagedPolicy,
): Promise<void> {
  if (policy.kind === 'customer' && (await findPolicyById(writer, policy.id)) === undefined) throw new Stale();
  const attached = await listAttachments(writer, owner.id);
  if (attached.some(({ policy_id }) => policy_id === policy.id)) return;
  if (attached.length >= MAX_ATTACHED) throw quotaExceeded(QUOTAS[kind], MAX_ATTACHED);
  await attach(writer, { ownerId: owner.id, policyId: policy.id, accountId: scope.accountId }, scope.now);
}

/**
 * Detaches a policy within a change of its owner.
 *
 * @throws AwsError NoSuchEntity when it is not attached, or does not exist
 */
export async function detachFrom(scope: Scope, writer: Writer, owner: EntityRow, loaded: LoadedPolicy): Promise<void> {
  const policy = existingPolicy(scope, loaded);
  if (!(await detach(writer, owner.id, policy.id))) throw noSuchEntity(`Policy ${loaded.arn} was not found.`);
}

/** A page of what is attached to an owner, below a path, in the order in which it was attached. */
export async function listAttachedTo(
  scope: Scope,
  owner: EntityRow,
  input: Parameters<typeof wantedPage>[1] & { readonly PathPrefix?: string | undefined },
) {
  const { PathPrefix = '/' } = input;
  const page = wantedPage(scope, input, owner.id, PathPrefix);
  const policies = (await listAttachments(scope.reader, owner.id)).map(row => shownAttachment(scope, row));
  const wanted = policies.filter(({ path }) => path.startsWith(PathPrefix));
  const { entries, ...rest } = pageWithin(scope, page, wanted, ({ id }) => id);
  return { AttachedPolicies: entries.map(({ PolicyName, PolicyArn }) => ({ PolicyName, PolicyArn })), ...rest };
}

/** Throws for a policy that is neither the account's nor AWS's: there is no such row. */
function shownAttachment(scope: Scope, { policy_id: id, account_id, name, path }: AttachedPolicyRow) {
  const published = awsManagedPolicyById(id);
  if (published !== undefined) {
    const PolicyArn = awsManagedPolicyArn(partitionOf(scope), published);
    return { id, path: published.path, PolicyName: published.name, PolicyArn };
  }
  if (account_id === null || name === null || path === null) throw new Error(`policy ${id} is missing`);
  const PolicyArn = entityArn(partitionOf(scope), 'policy', { account_id, name, path });
  return { id, path, PolicyName: name, PolicyArn };
}
