import type { Reader } from '../storage/database.ts';
import { entityArn, parsePolicyArn } from './arns.ts';
import { awsManagedPolicyArn, awsManagedPolicyById, findAwsManagedPolicy } from './aws-managed-policies.ts';
import { findPolicyWithDocument } from './policy-store.ts';
import type { PrincipalPolicyRow } from './principal-policy-store.ts';
import { listRolePolicies, listUserPolicies } from './principal-policy-store.ts';
import { findRoleById } from './role-store.ts';
import type { Tag } from './rows.ts';
import { tagsIn } from './rows.ts';
import { findUserById } from './user-store.ts';

/** A document that says what a principal may do, and what a decision calls it. */
export interface PrincipalPolicy {
  readonly kind: 'inline' | 'managed';
  /** An inline policy's name, a managed policy's ARN. */
  readonly name: string;
  readonly document: string;
  /** Whom it is attached to: the principal itself, or one of its groups. */
  readonly owner: { readonly kind: 'user' | 'group' | 'role'; readonly id: string; readonly name: string };
}

/** What a user or role brings to every decision. */
export interface PrincipalPolicies {
  readonly kind: 'user' | 'role';
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly tags: readonly Tag[];
  /** Its own and, for a user, those of its groups. */
  readonly policies: readonly PrincipalPolicy[];
  /** The permissions boundary. */
  readonly boundary: PrincipalPolicy | undefined;
}

/**
 * Everything that policies need to know of a user (`AIDA...`) or role (`AROA...`), in two statements; undefined when it
 * does not exist any more. What is read may be remembered under the epoch that was read BEFORE: the statements see
 * different moments, and each change between them has counted the epoch.
 */
export async function readPrincipalPolicies(
  reader: Reader,
  principalId: string,
  partition: string,
): Promise<PrincipalPolicies | undefined> {
  const kind = principalId.startsWith('AROA') ? 'role' : 'user';
  const isRole = kind === 'role';
  const [row, found] = await Promise.all([
    isRole ? findRoleById(reader, principalId) : findUserById(reader, principalId),
    isRole ? listRolePolicies(reader, principalId) : listUserPolicies(reader, principalId),
  ]);
  if (row === undefined) return undefined;
  const read = (policy: PrincipalPolicyRow) => principalPolicy(policy, partition);
  const boundary = found.find(({ source }) => source === 'boundary');
  // The boundary came or went between the two statements: the epoch has counted, this answer will not be used again.
  if ((boundary === undefined) !== (row.boundary_policy_id === null)) {
    return readPrincipalPolicies(reader, principalId, partition);
  }
  return {
    kind,
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    path: row.path,
    arn: entityArn(partition, kind, row),
    tags: tagsIn(row),
    policies: found.filter(({ source }) => source !== 'boundary').map(read),
    boundary: boundary === undefined ? undefined : read(boundary),
  };
}

/** Throws for a managed policy that is not there: what it may deny is not known, so nothing can be decided. */
function principalPolicy(row: PrincipalPolicyRow, partition: string): PrincipalPolicy {
  const owner = { kind: row.owner_kind, id: row.owner_id, name: row.owner_name };
  if (row.source === 'inline' && row.document !== null) {
    return { kind: 'inline', name: row.policy_name ?? '', document: row.document, owner };
  }
  const published = awsManagedPolicyById(row.policy_id ?? '');
  if (published !== undefined) {
    return { kind: 'managed', name: awsManagedPolicyArn(partition, published), document: published.document, owner };
  }
  const { policy_account_id: account_id, policy_path: path, policy_name: name, document } = row;
  if (account_id === null || path === null || name === null || document === null) {
    throw new Error(`policy ${row.policy_id} of ${row.owner_id} is missing`);
  }
  return { kind: 'managed', name: entityArn(partition, 'policy', { account_id, path, name }), document, owner };
}

/** A managed policy as it stands now: its ARN and the document of its default version. */
export interface ManagedDocument {
  readonly arn: string;
  readonly document: string;
}

/**
 * The managed policies of these ARNs, of AWS or of this account, for sessions that name them. One that does not exist
 * (any more) is left out.
 */
export async function readManagedDocuments(
  reader: Reader,
  accountId: string,
  arns: readonly string[],
): Promise<ManagedDocument[]> {
  const found = await Promise.all(arns.map(arn => readManagedDocument(reader, accountId, arn)));
  return found.filter(policy => policy !== undefined);
}

async function readManagedDocument(
  reader: Reader,
  accountId: string,
  arn: string,
): Promise<ManagedDocument | undefined> {
  const parsed = parsePolicyArn(arn, arn.split(':', 2)[1] ?? '');
  if (parsed === undefined) return undefined;
  if (parsed.account === 'aws') {
    const published = findAwsManagedPolicy(parsed.path, parsed.name);
    return published === undefined ? undefined : { arn, document: published.document };
  }
  if (parsed.account !== accountId) return undefined;
  const policy = await findPolicyWithDocument(reader, accountId, parsed.name);
  return policy === undefined || policy.path !== parsed.path ? undefined : { arn, document: policy.document };
}
