/**
 * A policy document after parsing: what the author wrote, checked and in one form. Nothing here is lower-cased or
 * resolved; that is the work of `compilePolicy`.
 */

/**
 * What a document is attached to. It decides which elements it may have and in whose words it is refused.
 *
 * - `managed`: CreatePolicy, CreatePolicyVersion; also what a permissions boundary points to
 * - `inline`: PutUserPolicy, PutGroupPolicy, PutRolePolicy
 * - `session`: AssumeRole and its relatives, GetFederationToken
 * - `resource`: a secret, a function, a topic
 * - `trust`: who may assume a role
 * - `key`: a KMS key
 * - `endpoint`: a VPC endpoint
 */
export type PolicyKind = 'managed' | 'inline' | 'session' | 'resource' | 'trust' | 'key' | 'endpoint';

/** Variables such as `${aws:username}` exist since 2012; in the older version they are ordinary text. */
export type PolicyVersion = '2008-10-17' | '2012-10-17';

export type Effect = 'Allow' | 'Deny';

export interface Policy {
  readonly kind: PolicyKind;
  /** A document without a Version has the older one, as in AWS. */
  readonly version: PolicyVersion;
  readonly id?: string;
  /** In the author's order; a single statement object is a list of one. */
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid?: string;
  readonly effect: Effect;
  /** Absent in a document of an identity or session: there the principal is who it is attached to. */
  readonly principals?: PrincipalList;
  readonly actions: PatternList;
  /** Absent in a trust policy: there the resource is the role. */
  readonly resources?: PatternList;
  readonly conditions: readonly Condition[];
}

/** `except` marks NotAction and NotResource: everything but these. */
export interface PatternList {
  readonly except: boolean;
  readonly patterns: readonly string[];
}

/** `except` marks NotPrincipal. */
export interface PrincipalList {
  readonly except: boolean;
  readonly entries: readonly PrincipalEntry[];
}

/**
 * One principal as a policy names it.
 *
 * - `any`: `*`
 * - `account`: the bare account id or the root ARN, which mean the same
 * - `arn`: a user, a role, an assumed-role session or a federated user
 * - `unique-id`: what is left of a user or role that was deleted (`AIDA...`, `AROA...`)
 * - `service`, `federated`, `canonical`: the value of Service, Federated, CanonicalUser
 */
export type PrincipalEntry =
  | { readonly type: 'any' }
  | { readonly type: 'account'; readonly account: string }
  | { readonly type: 'arn'; readonly arn: string }
  | { readonly type: 'unique-id'; readonly id: string }
  | { readonly type: 'service'; readonly name: string }
  | { readonly type: 'federated'; readonly provider: string }
  | { readonly type: 'canonical'; readonly id: string };

/** One key of one operator. All conditions of a statement must hold; one of `values` is enough. */
export interface Condition {
  readonly operator: OperatorName;
  readonly quantifier?: Quantifier;
  readonly ifExists: boolean;
  /** As written; compared without regard to case. */
  readonly key: string;
  /** Booleans and numbers of the document are text here. */
  readonly values: readonly string[];
}

export type Quantifier = 'ForAnyValue' | 'ForAllValues';

export type OperatorName =
  | 'StringEquals'
  | 'StringNotEquals'
  | 'StringEqualsIgnoreCase'
  | 'StringNotEqualsIgnoreCase'
  | 'StringLike'
  | 'StringNotLike'
  | 'NumericEquals'
  | 'NumericNotEquals'
  | 'NumericLessThan'
  | 'NumericLessThanEquals'
  | 'NumericGreaterThan'
  | 'NumericGreaterThanEquals'
  | 'DateEquals'
  | 'DateNotEquals'
  | 'DateLessThan'
  | 'DateLessThanEquals'
  | 'DateGreaterThan'
  | 'DateGreaterThanEquals'
  | 'Bool'
  | 'BinaryEquals'
  | 'IpAddress'
  | 'NotIpAddress'
  | 'ArnEquals'
  | 'ArnLike'
  | 'ArnNotEquals'
  | 'ArnNotLike'
  | 'Null';
