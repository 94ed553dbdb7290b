/** Whom a question about access is about, with everything about them that policies can ask. */
import type { ContextValue, Principal } from '@coffer/policy';

/** A policy document and what people call it. */
export interface NamedPolicy {
  /** A managed policy's ARN, or which inline policy of whom. */
  readonly label: string;
  readonly kind: 'managed' | 'inline' | 'resource' | 'trust' | 'key';
  readonly document: string;
}

/** A condition key as AWS spells it; an undefined value says that no request has the key. */
export type Key = readonly [name: string, value: ContextValue | undefined];

export interface Subject {
  /** As people name it. */
  readonly arn: string;
  readonly principal: Principal;
  /** Its own policies and those of its groups; undefined for those who have none: the root user, services. */
  readonly policies?: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy | undefined;
  /** Its policies are another account's and cannot be seen: they are taken to allow everything. */
  readonly isUnseen?: true;
  readonly keys: readonly Key[];
  /** Of these keys, in lower case, what is not in `keys` is in no request either. */
  readonly known: readonly string[];
}

/** The keys that tell who asks. Source: IAM User Guide, "AWS global condition context keys". */
export function subjectKeys(
  type: 'Account' | 'User' | 'AssumedRole',
  account: string,
  arn: string,
  more: readonly Key[] = [],
): readonly Key[] {
  return [
    ['aws:PrincipalIsAWSService', false],
    ['aws:PrincipalAccount', account],
    ['aws:PrincipalArn', arn],
    ['aws:PrincipalType', type],
    ...more,
  ];
}

/** An account's root user: no policy of its own, and none needed. */
export function rootSubject(partition: string, account: string): Subject {
  const arn = `arn:${partition}:iam::${account}:root`;
  return {
    arn,
    principal: { type: 'root', account },
    keys: subjectKeys('Account', account, arn, [['aws:userid', account]]),
    known: ['aws:username', 'aws:principaltag/'],
  };
}

/** A service in its own name: `lambda.amazonaws.com`. */
export function serviceSubject(name: string): Subject {
  return {
    arn: name,
    principal: { type: 'service', name },
    keys: [
      ['aws:PrincipalIsAWSService', true],
      ['aws:PrincipalServiceName', name],
    ],
    known: ['aws:principalarn', 'aws:principalaccount', 'aws:userid', 'aws:username', 'aws:principaltag/'],
  };
}

/**
 * A user or a session of another account, whose administrator decides what else it needs. Without an ARN in the
 * principal it is anybody of that account, and without an account anybody at all.
 */
export function unseenSubject(arn: string, principal: Extract<Principal, { readonly account: string }>): Subject {
  return { arn, principal, isUnseen: true, policies: [UNSEEN], keys: unseenKeys(principal), known: [] };
}

function unseenKeys(principal: Extract<Principal, { readonly account: string }>): readonly Key[] {
  const { account } = principal;
  if (principal.type === 'role-session') return subjectKeys('AssumedRole', account, principal.roleArn);
  if (principal.type === 'user' && principal.arn !== '') return subjectKeys('User', account, principal.arn);
  const isService: Key = ['aws:PrincipalIsAWSService', false];
  return account === '' ? [isService] : [isService, ['aws:PrincipalAccount', account]];
}

const UNSEEN: NamedPolicy = {
  label: 'the policies of its own account, which cannot be seen from here',
  kind: 'inline',
  document: JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }),
};
