/** Who exists in an account and what they may do, out of what GetAccountAuthorizationDetails answers. */
import { Failure } from '../failure.ts';
import type { Key, NamedPolicy, Subject } from './subject.ts';
import { subjectKeys } from './subject.ts';

/** What is asked of the answer, all pages of it. */
export interface AccountDetails {
  readonly UserDetailList?: readonly UserDetail[] | undefined;
  readonly GroupDetailList?: readonly GroupDetail[] | undefined;
  readonly RoleDetailList?: readonly RoleDetail[] | undefined;
  readonly Policies?: readonly ManagedPolicyDetail[] | undefined;
}

interface PrincipalDetail {
  readonly Arn?: string | undefined;
  readonly AttachedManagedPolicies?: Attached;
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn?: string | undefined } | undefined;
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;
}

interface UserDetail extends PrincipalDetail {
  readonly UserName?: string | undefined;
  readonly UserId?: string | undefined;
  readonly UserPolicyList?: Inline;
  readonly GroupList?: readonly string[] | undefined;
}

interface GroupDetail {
  readonly GroupName?: string | undefined;
  readonly GroupPolicyList?: Inline;
  readonly AttachedManagedPolicies?: Attached;
}

interface RoleDetail extends PrincipalDetail {
  readonly RoleName?: string | undefined;
  readonly RoleId?: string | undefined;
  readonly RolePolicyList?: Inline;
  readonly AssumeRolePolicyDocument?: string | undefined;
}

interface ManagedPolicyDetail {
  readonly Arn?: string | undefined;
  readonly DefaultVersionId?: string | undefined;
  readonly PolicyVersionList?:
    | readonly { readonly VersionId?: string | undefined; readonly Document?: string | undefined }[]
    | undefined;
}

type Attached = readonly { readonly PolicyArn?: string | undefined }[] | undefined;
type Inline =
  | readonly { readonly PolicyName?: string | undefined; readonly PolicyDocument?: string | undefined }[]
  | undefined;

/** The principals of an account. */
export interface AccountPolicies {
  readonly users: readonly Subject[];
  readonly roles: readonly RoleSubject[];
}

/** A role, as whoever assumes it with a session name that no policy names. */
export interface RoleSubject extends Subject {
  readonly name: string;
  readonly trust: NamedPolicy;
}

/** Throws a `Failure` when a policy is attached that is not among the account's details: nothing could be decided. */
export function accountPolicies(details: AccountDetails): AccountPolicies {
  const managed = managedPolicies(details);
  const groups = new Map(
    (details.GroupDetailList ?? []).map(group => [
      group.GroupName ?? '',
      [
        ...inlinePolicies(group.GroupPolicyList, `group ${group.GroupName ?? ''}`),
        ...attachedPolicies(group.AttachedManagedPolicies, managed),
      ],
    ]),
  );
  return {
    users: (details.UserDetailList ?? []).map(user => userSubject(user, groups, managed)),
    roles: (details.RoleDetailList ?? []).map(role => roleSubject(role, managed)),
  };
}

function userSubject(
  user: UserDetail,
  groups: ReadonlyMap<string, readonly NamedPolicy[]>,
  managed: ReadonlyMap<string, NamedPolicy>,
): Subject {
  const { Arn: arn = '', UserId: id = '', UserName: name = '' } = user;
  const account = accountIn(arn);
  return {
    arn,
    principal: { type: 'user', account, arn, id },
    policies: [
      ...inlinePolicies(user.UserPolicyList, `user ${name}`),
      ...attachedPolicies(user.AttachedManagedPolicies, managed),
      ...(user.GroupList ?? []).flatMap(group => groups.get(group) ?? []),
    ],
    boundary: boundaryOf(user, managed),
    keys: subjectKeys('User', account, arn, [['aws:userid', id], ['aws:username', name], ...tagKeys(user.Tags)]),
    known: ['aws:principaltag/'],
  };
}

function roleSubject(role: RoleDetail, managed: ReadonlyMap<string, NamedPolicy>): RoleSubject {
  const { Arn: arn = '', RoleId: roleId = '', RoleName: name = '', AssumeRolePolicyDocument: trust = '' } = role;
  const account = accountIn(arn);
  return {
    arn,
    name,
    principal: { type: 'role-session', account, arn: sessionArn(arn, name, '*'), roleArn: arn, roleId },
    policies: [
      ...inlinePolicies(role.RolePolicyList, `role ${name}`),
      ...attachedPolicies(role.AttachedManagedPolicies, managed),
    ],
    boundary: boundaryOf(role, managed),
    trust: { label: `the trust policy of ${arn}`, kind: 'trust', document: decoded(trust) },
    keys: subjectKeys('AssumedRole', account, arn, tagKeys(role.Tags)),
    known: ['aws:username'],
  };
}

/** The role as this session of it. */
export function asSession(role: RoleSubject, session: string): Subject {
  const { principal, arn, name } = role;
  if (principal.type !== 'role-session') return role;
  const assumed = sessionArn(arn, name, session);
  return {
    ...role,
    arn: assumed,
    principal: { ...principal, arn: assumed },
    keys: [...role.keys, ['aws:userid', `${principal.roleId}:${session}`]],
  };
}

function sessionArn(roleArn: string, name: string, session: string): string {
  const [, partition = 'aws'] = roleArn.split(':', 2);
  return `arn:${partition}:sts::${accountIn(roleArn)}:assumed-role/${name}/${session}`;
}

function managedPolicies({ Policies = [] }: AccountDetails): ReadonlyMap<string, NamedPolicy> {
  return new Map(
    Policies.map(({ Arn: label = '', DefaultVersionId, PolicyVersionList = [] }) => {
      const version = PolicyVersionList.find(({ VersionId }) => VersionId === DefaultVersionId);
      return [label, { label, kind: 'managed', document: decoded(version?.Document ?? '') }];
    }),
  );
}

function inlinePolicies(list: Inline, owner: string): NamedPolicy[] {
  return (list ?? []).map(({ PolicyName = '', PolicyDocument = '' }) => ({
    label: `inline policy ${PolicyName} of ${owner}`,
    kind: 'inline',
    document: decoded(PolicyDocument),
  }));
}

function attachedPolicies(list: Attached, managed: ReadonlyMap<string, NamedPolicy>): NamedPolicy[] {
  return (list ?? []).map(({ PolicyArn = '' }) => managedPolicy(PolicyArn, managed));
}

function boundaryOf(
  { PermissionsBoundary }: Pick<UserDetail, 'PermissionsBoundary'>,
  managed: ReadonlyMap<string, NamedPolicy>,
): NamedPolicy | undefined {
  const arn = PermissionsBoundary?.PermissionsBoundaryArn;
  return arn === undefined ? undefined : managedPolicy(arn, managed);
}

function managedPolicy(arn: string, managed: ReadonlyMap<string, NamedPolicy>): NamedPolicy {
  const policy = managed.get(arn);
  if (policy === undefined) throw new Failure(`the policy \`${arn}\` is attached, but the server does not show it`);
  return policy;
}

function tagKeys(tags: UserDetail['Tags']): Key[] {
  return (tags ?? []).map(({ Key, Value }) => [`aws:PrincipalTag/${Key ?? ''}`, Value]);
}

/** IAM answers documents percent-encoded. */
function decoded(document: string): string {
  try {
    return decodeURIComponent(document);
  } catch {
    throw new Failure('the server answered a policy document that is not percent-encoded');
  }
}

function accountIn(arn: string): string {
  return arn.split(':', 5)[4] ?? '';
}
