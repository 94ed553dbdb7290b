/** The policies that a user, group or role has, for simulations. */
import type { AttachedPolicyRow } from '../../../identities/attachment-store.ts';
import { listAttachments } from '../../../identities/attachment-store.ts';
import { entityArn } from '../../../identities/arns.ts';
import { awsManagedPolicyArn, awsManagedPolicyById } from '../../../identities/aws-managed-policies.ts';
import { findGroup } from '../../../identities/group-store.ts';
import { listInlinePolicies } from '../../../identities/inline-policy-store.ts';
import { findPolicyById, findPolicyVersion } from '../../../identities/policy-store.ts';
import type { PrincipalPolicy } from '../../../identities/principal-policies.ts';
import { readPrincipalPolicies } from '../../../identities/principal-policies.ts';
import { findRole } from '../../../identities/role-store.ts';
import type { EntityRow, Tag } from '../../../identities/rows.ts';
import { findUser } from '../../../identities/user-store.ts';
import type { Scope } from '../../../pipeline/operation.ts';
import type { Reader } from '../../../storage/database.ts';
import { invalidInput, notFound } from '../errors.ts';
import { canBeName } from '../names.ts';
import { partitionOf } from '../partition.ts';

export type SourceKind = 'user' | 'group' | 'role';

/** A user, group or role with its policies. */
export interface PolicySource {
  readonly kind: SourceKind;
  readonly row: EntityRow;
  readonly arn: string;
  readonly tags: readonly Tag[];
  readonly policies: readonly PrincipalPolicy[];
  readonly boundary: PrincipalPolicy | undefined;
}

/** The user, group or role that an ARN names; undefined for what names none, or none of the account. */
export async function findSource(
  scope: Scope,
  arn: string | undefined,
): Promise<Pick<PolicySource, 'kind' | 'row'> | undefined> {
  const named = arn === undefined ? undefined : nameIn(scope, arn);
  if (named === undefined || !canBeName(named.name)) return undefined;
  const find = { user: findUser, group: findGroup, role: findRole }[named.kind];
  const row = await find(scope.reader, scope.accountId, named.name);
  return row !== undefined && entityArn(partitionOf(scope), named.kind, row) === arn
    ? { kind: named.kind, row }
    : undefined;
}

/**
 * Its policies, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity, InvalidInput for an ARN of anything else
 */
export async function readSource(
  scope: Scope,
  arn: string,
  found: Pick<PolicySource, 'kind' | 'row'> | undefined,
): Promise<PolicySource> {
  const named = nameIn(scope, arn);
  if (named === undefined) {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  }
  const missing = () => notFound(named.kind, named.name);
  if (found === undefined) throw missing();
  if (found.kind === 'group') {
    const policies = await groupPolicies(scope.reader, found.row, partitionOf(scope));
    return { ...found, arn, tags: [], policies, boundary: undefined };
  }
  const principal = await readPrincipalPolicies(scope.reader, found.row.id, partitionOf(scope));
  if (principal === undefined) throw missing();
  return { ...found, arn, tags: principal.tags, policies: principal.policies, boundary: principal.boundary };
}

/** `arn:aws:iam::123456789012:role/path/name`; undefined for anything else. */
function nameIn(scope: Scope, arn: string): { readonly kind: SourceKind; readonly name: string } | undefined {
  const [prefix, partition, service, region, account, resource = '', ...rest] = arn.split(':', 7);
  const [kind = '', ...path] = resource.split('/');
  const isHere = prefix === 'arn' && partition === partitionOf(scope) && account === scope.accountId;
  const name = path.at(-1) ?? '';
  if (!isHere || service !== 'iam' || region !== '' || rest.length > 0 || name === '') return undefined;
  return kind === 'user' || kind === 'group' || kind === 'role' ? { kind, name } : undefined;
}

/** Inline policies have no limit in number but in length: 5,120 characters together. */
const MAX_INLINE = 5_120;

async function groupPolicies(reader: Reader, group: EntityRow, partition: string): Promise<PrincipalPolicy[]> {
  const owner = { kind: 'group', id: group.id, name: group.name } as const;
  const inline = await listInlinePolicies(reader, group.id, { limit: MAX_INLINE });
  const policies: PrincipalPolicy[] = inline.map(({ name, document }) => ({ kind: 'inline', name, document, owner }));
  for (const attachment of await listAttachments(reader, group.id)) {
    policies.push({ kind: 'managed', owner, ...(await managedPolicy(reader, attachment, partition)) });
  }
  return policies;
}

/** Throws for a policy that is not there: what it may deny is not known. */
async function managedPolicy(
  reader: Reader,
  { policy_id: id }: AttachedPolicyRow,
  partition: string,
): Promise<Pick<PrincipalPolicy, 'name' | 'document'>> {
  const published = awsManagedPolicyById(id);
  if (published !== undefined) return { name: awsManagedPolicyArn(partition, published), document: published.document };
  const row = await findPolicyById(reader, id);
  const version = row === undefined ? undefined : await findPolicyVersion(reader, row.id, row.default_version);
  if (row === undefined || version === undefined) throw new Error(`policy ${id} is missing`);
  return { name: entityArn(partition, 'policy', row), document: version.document };
}
