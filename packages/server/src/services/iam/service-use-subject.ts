import { listPolicyEntities } from '../../identities/attachment-store.ts';
import type { EntityKind } from '../../identities/arns.ts';
import { entityArn } from '../../identities/arns.ts';
import { findPolicyVersion } from '../../identities/policy-store.ts';
import { listMembers } from '../../identities/user-store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { invalid } from './errors.ts';
import type { LoadedPolicy } from './load-policy.ts';
import { existingPolicy, loadPolicy } from './load-policy.ts';
import { partitionOf } from './partition.ts';
import type { PolicySource } from './simulation/source-policies.ts';
import { findSource, readSource } from './simulation/source-policies.ts';

/** What a report is about: a user, group or role, or a managed policy. */
export interface LoadedSubject {
  readonly source: Pick<PolicySource, 'kind' | 'row'> | undefined;
  readonly policy: LoadedPolicy;
}

export async function loadSubject(
  scope: Scope,
  { Arn }: { readonly Arn?: string | undefined },
): Promise<LoadedSubject> {
  const [source, policy] = await Promise.all([findSource(scope, Arn), loadPolicy(scope, { PolicyArn: Arn })]);
  return { source, policy };
}

/** The documents that say what may be used, and the ARNs of the users and roles whose use counts, by unique id. */
export interface Subject {
  readonly documents: readonly string[];
  readonly arns: ReadonlyMap<string, string>;
}

/** How many users of a group count. */
const MAX_MEMBERS = 1_000;

/**
 * What a report is about, for an operation whose input is valid.
 *
 * @throws AwsError NoSuchEntity, ValidationError for an ARN of anything else
 */
export async function readSubject(scope: Scope, arn: string, { source, policy }: LoadedSubject): Promise<Subject> {
  const [kind] = arn.split(':', 6)[5]?.split('/') ?? [];
  if (kind === 'policy') return readPolicySubject(scope, policy);
  if (kind !== 'user' && kind !== 'group' && kind !== 'role') throw invalid('Invalid ARN:  Could not be parsed!');
  const { policies, row } = await readSource(scope, arn, source);
  const documents = policies.map(({ document }) => document);
  const arns = kind === 'group' ? await memberArns(scope, row.id) : new Map([[row.id, arn]]);
  return { documents, arns };
}

/** Everybody to whom the policy is attached, and who is in a group to which it is. */
async function readPolicySubject(scope: Scope, loaded: LoadedPolicy): Promise<Subject> {
  const policy = existingPolicy(scope, loaded);
  const document =
    policy.kind === 'aws'
      ? policy.published.document
      : (await findPolicyVersion(scope.reader, policy.id, policy.row.default_version))?.document;
  const arns = new Map<string, string>();
  for (const entity of await listPolicyEntities(scope.reader, scope.accountId, policy.id, 'attached')) {
    if (entity.kind === 'group') for (const [id, arn] of await memberArns(scope, entity.id)) arns.set(id, arn);
    else arns.set(entity.id, arnOf(scope, entity.kind, entity));
  }
  return { documents: document === undefined ? [] : [document], arns };
}

async function memberArns(scope: Scope, groupId: string): Promise<ReadonlyMap<string, string>> {
  const members = await listMembers(scope.reader, groupId, { limit: MAX_MEMBERS });
  return new Map(members.map(user => [user.id, arnOf(scope, 'user', user)]));
}

function arnOf(
  scope: Scope,
  kind: EntityKind,
  { path, name }: { readonly path: string; readonly name: string },
): string {
  return entityArn(partitionOf(scope), kind, { account_id: scope.accountId, path, name });
}
