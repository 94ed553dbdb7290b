import { entityArn, parsePolicyArn } from '../../identities/arns.ts';
import type { AwsManagedPolicy } from '../../identities/aws-managed-policies.ts';
import { findAwsManagedPolicy } from '../../identities/aws-managed-policies.ts';
import { findPolicy, findPolicyById } from '../../identities/policy-store.ts';
import type { PolicyRow } from '../../identities/rows.ts';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { changeUnchanged } from './change.ts';
import { resourceTagKeys } from './condition-keys.ts';
import { iamError, invalid, noSuchEntity } from './errors.ts';
import { canBeName } from './names.ts';
import { partitionOf } from './partition.ts';

/** A managed policy: the account's own, or one of AWS. */
export type ManagedPolicy =
  | { readonly kind: 'customer'; readonly id: string; readonly row: PolicyRow }
  | { readonly kind: 'aws'; readonly id: string; readonly published: AwsManagedPolicy };

/** What a request that names a managed policy has found. */
export interface LoadedPolicy {
  readonly arn: string | undefined;
  /** Whose policy it is; of AWS's the caller's account, which has them too. */
  readonly accountId: string;
  readonly policy: ManagedPolicy | undefined;
}

/** Finds the managed policy that an ARN names. One of another account is not looked for. */
export async function loadPolicy(
  scope: Scope,
  { PolicyArn: arn }: { readonly PolicyArn?: string | undefined },
): Promise<LoadedPolicy> {
  const parsed = arn === undefined ? undefined : parsePolicyArn(arn, partitionOf(scope));
  if (parsed === undefined) return { arn, accountId: scope.accountId, policy: undefined };
  const { account, path, name } = parsed;
  if (account === 'aws') {
    const published = findAwsManagedPolicy(path, name);
    const policy = published === undefined ? undefined : ({ kind: 'aws', id: published.id, published } as const);
    return { arn, accountId: scope.accountId, policy };
  }
  const isHere = account === scope.accountId && canBeName(name);
  const row = isHere ? await findPolicy(scope.reader, scope.accountId, name) : undefined;
  const policy = row?.path === path ? ({ kind: 'customer', id: row.id, row } as const) : undefined;
  return { arn, accountId: account, policy };
}

/** The one question that operations on a managed policy ask. A denial names it as AWS does: `policy ARN`. */
export function policyAccess(action: string) {
  return (_scope: Scope, _input: unknown, { arn, accountId, policy }: LoadedPolicy): readonly AccessRequest[] => [
    {
      action: `iam:${action}`,
      resource: arn,
      ...(arn === undefined ? {} : { shownAs: `policy ${arn}` }),
      resourceAccountId: accountId,
      keys: () => resourceTagKeys(policy?.kind === 'customer' ? policy.row : undefined),
    },
  ];
}

/**
 * The policy, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity, ValidationError for what is no ARN
 */
export function existingPolicy(scope: Scope, { arn = '', policy }: LoadedPolicy): ManagedPolicy {
  if (policy !== undefined) return policy;
  checkArn(scope, arn);
  throw noSuchEntity(`Policy ${arn} was not found.`);
}

/**
 * The policy, to attach it.
 *
 * @throws AwsError NoSuchEntity, ValidationError for what is no ARN
 */
export function attachablePolicy(scope: Scope, { arn = '', policy }: LoadedPolicy): ManagedPolicy {
  if (policy !== undefined) return policy;
  if (parsePolicyArn(arn, partitionOf(scope)) === undefined) throw invalid(`ARN ${arn} is not valid.`);
  throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
}

/** Recorded, with both blanks. */
function checkArn(scope: Scope, arn: string): void {
  if (parsePolicyArn(arn, partitionOf(scope)) === undefined) throw invalid('Invalid ARN:  Could not be parsed!');
}

/**
 * Begins a change of one of the account's own policies.
 *
 * @throws AwsError NoSuchEntity, AccessDenied for a policy of AWS; Stale when somebody changed it meanwhile
 */
export async function changePolicy(scope: Scope, writer: Writer, loaded: LoadedPolicy): Promise<PolicyRow> {
  const policy = existingPolicy(scope, loaded);
  if (policy.kind === 'aws') throw iamError('AccessDenied', 403, 'Policy is outside your own account.');
  return changeUnchanged(scope, writer, policy.row, findPolicyById);
}

/** The ARN of a policy of the account. */
export function policyArnOf(scope: Scope, row: PolicyRow): string {
  return entityArn(partitionOf(scope), 'policy', row);
}
