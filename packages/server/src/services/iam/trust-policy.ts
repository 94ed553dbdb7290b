import type { PrincipalEntry } from '@coffer/policy';
import { parsePolicy } from '@coffer/policy';
import { findNamedPrincipals, storedIds } from '../../identities/named-principals.ts';
import type { RoleRow } from '../../identities/rows.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { documentSize } from './documents.ts';
import { malformedPolicyDocument, quotaExceeded } from './errors.ts';
import { partitionOf } from './partition.ts';

/** Source: IAM User Guide, "IAM and STS quotas": role trust policy length. White space does not count. */
const MAX_TRUST_POLICY = 2_048;

/**
 * Reads who may assume a role, and binds the document to the users and roles that it names.
 *
 * @throws AwsError MalformedPolicyDocument in AWS's words, also for a principal that does not exist; LimitExceeded
 */
export async function readTrustPolicy(
  scope: Scope,
  document: string,
): Promise<Pick<RoleRow, 'trust_policy' | 'trust_policy_ids'>> {
  const parsed = parsePolicy(document, 'trust');
  if (!parsed.ok) throw malformedPolicyDocument(parsed.errors[0].message);
  if (documentSize(document) > MAX_TRUST_POLICY) throw quotaExceeded('ACLSizePerRole', MAX_TRUST_POLICY);
  const named = await findNamedPrincipals(scope.reader, parsed.policy, partitionOf(scope));
  if (!named.ok) throw malformedPolicyDocument(`Invalid principal in policy: "AWS":"${textOf(named.nobody)}"`);
  return { trust_policy: document, trust_policy_ids: storedIds(named.ids) };
}

function textOf(entry: PrincipalEntry): string {
  if (entry.type === 'arn') return entry.arn;
  return entry.type === 'unique-id' || entry.type === 'canonical' ? entry.id : '';
}
