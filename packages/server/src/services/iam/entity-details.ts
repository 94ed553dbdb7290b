/** One user, group, role or managed policy as GetAccountAuthorizationDetails shows it. */
import { policyUse } from '../../identities/attachment-store.ts';
import type { PolicyUse } from '../../identities/attachment-store.ts';
import { entityArn } from '../../identities/arns.ts';
import type { AwsManagedPolicy } from '../../identities/aws-managed-policies.ts';
import { listGroupsOf } from '../../identities/group-store.ts';
import { listInlinePolicies } from '../../identities/inline-policy-store.ts';
import { listInstanceProfilesOf } from '../../identities/instance-profile-store.ts';
import { findDeparted, idsIn } from '../../identities/named-principals.ts';
import { listPolicyVersions } from '../../identities/policy-store.ts';
import { findRoleUse } from '../../identities/role-store.ts';
import type { EntityRow, GroupRow, PolicyRow, PolicyVersionRow, RoleRow, UserRow } from '../../identities/rows.ts';
import { tagsIn } from '../../identities/rows.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { listAttachedTo } from './attachment.ts';
import { encodedDocument } from './documents.ts';
import { listedInstanceProfiles } from './instance-profile-views.ts';
import { boundaryArnOf } from './load-user.ts';
import { partitionOf } from './partition.ts';
import { publishedVersion, shownVersion } from './policy-version.ts';
import { customerPolicy, publishedPolicy } from './policy-view.ts';
import { roleCore, shownUse } from './role-views.ts';
import { shownBoundary } from './views.ts';

/** More than an owner can have: policies, groups, instance profiles. */
const ALL = 10_000;

export async function userDetail(scope: Scope, user: UserRow) {
  const groups = await listGroupsOf(scope.reader, user.id, { limit: ALL });
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: entityArn(partitionOf(scope), 'user', user),
    CreateDate: user.created_at,
    UserPolicyList: await inlinePolicies(scope, user),
    GroupList: groups.map(({ name }) => name),
    AttachedManagedPolicies: await attachedPolicies(scope, user),
    PermissionsBoundary: shownBoundary(await boundaryArnOf(scope, scope.reader, user)),
    Tags: tagsIn(user),
  };
}

export async function groupDetail(scope: Scope, group: GroupRow) {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: entityArn(partitionOf(scope), 'group', group),
    CreateDate: group.created_at,
    GroupPolicyList: await inlinePolicies(scope, group),
    AttachedManagedPolicies: await attachedPolicies(scope, group),
  };
}

export async function roleDetail(scope: Scope, role: RoleRow) {
  const departed = await findDeparted(scope.reader, idsIn(role.trust_policy_ids));
  const profiles = await listInstanceProfilesOf(scope.reader, role.id, { limit: ALL });
  return {
    ...roleCore(scope, { role, departed }),
    InstanceProfileList: await listedInstanceProfiles(scope, profiles),
    RolePolicyList: await inlinePolicies(scope, role),
    AttachedManagedPolicies: await attachedPolicies(scope, role),
    PermissionsBoundary: shownBoundary(await boundaryArnOf(scope, scope.reader, role)),
    Tags: tagsIn(role),
    RoleLastUsed: shownUse(await findRoleUse(scope.reader, role.id)),
  };
}

/** A policy of the account with all of its versions and their documents. */
export async function policyDetail(scope: Scope, policy: PolicyRow) {
  const uses = await policyUse(scope.reader, scope.accountId, policy.id);
  const versions = await listPolicyVersions(scope.reader, policy.id);
  return {
    ...customerPolicy(scope, policy, uses),
    PolicyVersionList: versions.map(version => versionDetail(policy, version)),
  };
}

function versionDetail(policy: PolicyRow, version: PolicyVersionRow) {
  return { Document: encodedDocument(version.document), ...shownVersion(policy, version) };
}

/** A policy of AWS with the one version that is known here. */
export function publishedDetail(scope: Scope, published: AwsManagedPolicy, uses: PolicyUse) {
  return {
    ...publishedPolicy(scope, published, uses),
    PolicyVersionList: [{ Document: encodedDocument(published.document), ...publishedVersion(published) }],
  };
}

async function inlinePolicies(scope: Scope, owner: EntityRow) {
  const policies = await listInlinePolicies(scope.reader, owner.id, { limit: ALL });
  return policies.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: encodedDocument(document) }));
}

async function attachedPolicies(scope: Scope, owner: EntityRow) {
  const { AttachedPolicies } = await listAttachedTo(scope, owner, { MaxItems: ALL });
  return AttachedPolicies;
}
