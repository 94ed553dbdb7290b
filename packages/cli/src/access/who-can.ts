/** Who can do something with a secret or a key, without a word about how that is shown. */
import type { Policy, PrincipalEntry, StatementRef } from '@coffer/policy';
import type { AccountPolicies, RoleSubject } from './account-policies.ts';
import { asSession } from './account-policies.ts';
import { isAboutValue } from './actions.ts';
import type { Certainty } from './certainty.ts';
import { certaintyOf } from './certainty.ts';
import type { PolicyReader } from './compiler.ts';
import { policyReader } from './compiler.ts';
import { conditionText } from './condition-text.ts';
import type { Key, Subject } from './subject.ts';
import { rootSubject, serviceSubject, unseenSubject } from './subject.ts';
import type { Target } from './target.ts';

/** What `coffer access who-can --output json` prints of each. */
export interface Able {
  readonly principal: string;
  readonly can: 'always' | 'sometimes';
  /** The policy that allows it, and which of its statements; absent for a grant, and for the root user, who needs none. */
  readonly policy?: string;
  readonly index?: number;
  /** The id of the grant on a key that allows it, in the place of a policy. */
  readonly grant?: string;
  readonly sid?: string;
  /** What a request must fulfil. */
  readonly onlyIf: readonly string[];
  /** What a request must not fulfil: all of one list at once. */
  readonly unless: readonly (readonly string[])[];
  /** Its account's own policies, which cannot be seen from here, must allow it too. */
  readonly needsOwnAccount: boolean;
  /** It is refused all the same while the secret is under the default key, which other accounts cannot use. */
  readonly needsOwnKey: boolean;
}

export interface WhoCan {
  readonly partition: string;
  /** Whose secret it is; the principals of this account are known. */
  readonly account: AccountPolicies;
  readonly target: Target;
  readonly action: string;
  readonly given: readonly Key[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * The principals that can: the root user, every user and role of the account, and whoever else the secret's policy
 * names. Of a role it tells what its sessions can that no session policy limits.
 */
export function whoCan(asked: WhoCan): readonly Able[] {
  const { target, action, given, now } = asked;
  const reader = policyReader();
  return subjectsOf(asked, reader).flatMap(subject => {
    const certainty = certaintyOf({ subject, action, target, given, now }, reader);
    const needsOwnKey = subject.isUnseen === true && target.isUnderDefaultKey && isAboutValue(action);
    if (subject === ANY_OTHER_ACCOUNT && isForOwner(certainty, target.account)) return [];
    return certainty.can === 'never' ? [] : [able(subject, certainty, needsOwnKey)];
  });
}

function subjectsOf({ partition, account, target }: WhoCan, reader: PolicyReader): readonly Subject[] {
  const policy = target.policy === undefined ? undefined : reader.parse(target.policy);
  return [
    rootSubject(partition, target.account),
    ...account.users,
    ...account.roles,
    ...unique([
      ...(policy === undefined ? [] : othersNamed(policy, target.account, account.roles)),
      ...(target.grants ?? []).flatMap(({ grantee }) => grantees(grantee, target.account, account.roles)),
    ]),
  ];
}

function unique(subjects: readonly Subject[]): readonly Subject[] {
  return [...new Map(subjects.map(subject => [subject.arn, subject])).values()];
}

/** Who a grant is for beside the account's users and roles: a service, or somebody of another account. */
function grantees(grantee: string, owner: string, roles: readonly RoleSubject[]): readonly Subject[] {
  if (!grantee.includes(':')) return grantee.includes('.') ? [serviceSubject(grantee)] : [];
  const account = grantee.split(':', 5)[4] ?? '';
  if (!grantee.endsWith(':root')) return namedByArn(grantee, owner, roles);
  return account === owner ? [] : [unseenSubject(account, { type: 'user', account, arn: '', id: '' })];
}

/** Whom the secret's policy names beside the account's users and roles, and everybody where it names everybody. */
function othersNamed(policy: Policy, owner: string, roles: readonly RoleSubject[]): readonly Subject[] {
  const allowing = policy.statements.filter(({ effect }) => effect === 'Allow');
  const entries = allowing.flatMap(({ principals }) => (principals?.except === false ? principals.entries : []));
  const isOpen = allowing.some(({ principals }) => principals?.except === true || hasAny(principals?.entries));
  const named = entries.flatMap(entry => subjectNamed(entry, owner, roles));
  return [...named, ...(isOpen ? [ANY_OTHER_ACCOUNT] : [])];
}

function hasAny(entries: readonly PrincipalEntry[] = []): boolean {
  return entries.some(({ type }) => type === 'any');
}

/** An account that no policy names: it has what everybody has. */
const ANY_OTHER_ACCOUNT = unseenSubject('*', { type: 'user', account: '', arn: '', id: '' });

/** Whether only members of this account can have what is asked: key policies of AWS itself let in everybody so. */
function isForOwner(certainty: Certainty, owner: string): boolean {
  return (
    certainty.can === 'sometimes' &&
    certainty.onlyIf.some(
      ({ operator, key, values }) =>
        operator === 'StringEquals' && OF_ACCOUNT.has(key.toLowerCase()) && values.every(value => value === owner),
    )
  );
}

const OF_ACCOUNT = new Set(['kms:calleraccount', 'aws:principalaccount']);

/** Nobody for those who are in the lists of users and roles already, or who do not exist any more. */
function subjectNamed(entry: PrincipalEntry, owner: string, roles: readonly RoleSubject[]): readonly Subject[] {
  switch (entry.type) {
    case 'account': {
      const { account } = entry;
      return account === owner ? [] : [unseenSubject(account, { type: 'user', account, arn: '', id: '' })];
    }
    case 'arn':
      return namedByArn(entry.arn, owner, roles);
    case 'service':
      return [serviceSubject(entry.name)];
    case 'any':
    case 'unique-id':
    case 'federated':
    case 'canonical':
      return [];
  }
}

function namedByArn(arn: string, owner: string, roles: readonly RoleSubject[]): readonly Subject[] {
  const [, partition = '', , , account = '', resource = ''] = arn.split(':', 6);
  const [type = '', ...names] = resource.split('/');
  const isOurs = account === owner;
  const [roleName = '', session = ''] = names;
  switch (type) {
    case 'user':
      return isOurs ? [] : [unseenSubject(arn, { type, account, arn, id: '' })];
    case 'role': {
      const assumed = `arn:${partition}:sts::${account}:assumed-role/${names.at(-1) ?? ''}/*`;
      return isOurs
        ? []
        : [unseenSubject(arn, { type: 'role-session', account, arn: assumed, roleArn: arn, roleId: '' })];
    }
    case 'assumed-role': {
      if (isOurs) return roles.filter(({ name }) => name === roleName).map(role => asSession(role, session));
      const roleArn = `arn:${partition}:iam::${account}:role/${roleName}`;
      return [unseenSubject(arn, { type: 'role-session', account, arn, roleArn, roleId: '' })];
    }
    default: {
      // A federated user: to be named is enough in its own account, and who made the session is not known.
      const principal = { type: 'user', account, arn, id: '' } as const;
      return [isOurs ? { arn, principal, policies: [], keys: [], known: [] } : unseenSubject(arn, principal)];
    }
  }
}

function able(subject: Subject, certainty: Exclude<Certainty, { readonly can: 'never' }>, needsOwnKey: boolean): Able {
  const { statement: granting, resourceStatement } = certainty.decision;
  const statement = subject.isUnseen ? (resourceStatement ?? granting) : granting;
  const isSometimes = certainty.can === 'sometimes';
  return {
    principal: subject.arn,
    can: certainty.can,
    ...(statement === undefined ? {} : placeOf(statement)),
    ...(statement?.sid === undefined ? {} : { sid: statement.sid }),
    onlyIf: isSometimes ? [...certainty.onlyIf.map(conditionText), ...certainty.constraints] : [],
    unless: isSometimes ? certainty.unless.map(conditions => conditions.map(conditionText)) : [],
    needsOwnAccount: subject.isUnseen ?? false,
    needsOwnKey,
  };
}

function placeOf({ kind, policy, index }: StatementRef): Pick<Able, 'policy' | 'index' | 'grant'> {
  return kind === 'grant' ? { grant: policy } : { policy, index };
}
