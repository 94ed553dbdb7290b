import type { Context } from '../context.ts';

/** Who makes a request. Account ids are 12 digits, ARNs as AWS spells them. */
export type Principal =
  | RootUser
  | IamUser
  | RoleSession
  | FederatedUser
  | ServicePrincipal
  | ExternalIdentity
  | { readonly type: 'anonymous' };

interface AccountMember {
  readonly account: string;
  /** The account's canonical user id, for policies that name it so. */
  readonly canonicalId?: string;
}

export interface RootUser extends AccountMember {
  readonly type: 'root';
}

export interface IamUser extends AccountMember {
  readonly type: 'user';
  readonly arn: string;
  /** `AIDA...` */
  readonly id: string;
}

/** What AssumeRole and its relatives give. */
export interface RoleSession extends AccountMember {
  readonly type: 'role-session';
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
  readonly arn: string;
  readonly roleArn: string;
  /** `AROA...` */
  readonly roleId: string;
  /** The identity provider that the session came through, as a Federated principal names it. */
  readonly provider?: string;
}

/** What GetFederationToken gives: a user's session that has only what its session policies allow. */
export interface FederatedUser extends AccountMember {
  readonly type: 'federated-user';
  /** `arn:aws:sts::ACCOUNT:federated-user/NAME` */
  readonly arn: string;
  /** Who asked for the session; absent when it was the root user. */
  readonly userArn?: string;
  readonly userId?: string;
}

/** An AWS service in its own name: `secretsmanager.amazonaws.com`. */
export interface ServicePrincipal {
  readonly type: 'service';
  readonly name: string;
}

/** Who asks for a role with a web identity or SAML assertion: known by the provider only. */
export interface ExternalIdentity {
  readonly type: 'external';
  readonly provider: string;
}

/** One question: may this principal do this to that? */
export interface Request {
  readonly principal: Principal;
  /** `secretsmanager:GetSecretValue`; letter case does not matter. */
  readonly action: string;
  /**
   * The ARN. `*` for actions that have no resource. Where part of the ARN is not known (the suffix of a secret that
   * does not exist), question marks stand for it: `?` and `*` of a policy fit them, other characters do not.
   */
  readonly resource: string;
  /** The account that the resource belongs to; the principal's own for actions that have no resource. */
  readonly resourceAccount: string;
  readonly context: Context;
  /** KMS: the request's encryption context, for the constraints of grants. */
  readonly encryptionContext?: ReadonlyMap<string, string> | undefined;
  /** KMS: the grant that the request makes. */
  readonly newGrant?: NewGrant | undefined;
}

/** What a grant that is to be made allows. */
export interface NewGrant {
  /** `Decrypt`: without the service's prefix. */
  readonly operations: readonly string[];
  readonly encryptionContextEquals?: ReadonlyMap<string, string>;
  readonly encryptionContextSubset?: ReadonlyMap<string, string>;
}
