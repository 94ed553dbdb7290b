/**
 * Who makes a request: proven by a signature, by an identity provider's token, or an AWS service in its own name. Plain
 * data, because jobs keep the Caller of the request that caused them and are authorized with it when they run.
 */
export type Caller = RootCaller | UserCaller | RoleCaller | FederatedCaller | ServiceCaller | ExternalCaller;

interface CallerBase {
  /** The account that the principal belongs to: 12 digits. Its trail holds the records, its resources are meant by name. */
  readonly accountId: string;
  /** As denials and records show it. */
  readonly arn: string;
  /** CloudTrail's `principalId` and the policies' `aws:userid`. */
  readonly principalId: string;
  readonly accessKeyId: string;
  /** Present for temporary credentials. */
  readonly session?: Session | undefined;
}

/** The account's root user: `arn:aws:iam::ACCOUNT:root`; principalId is the account's id. */
export interface RootCaller extends CallerBase {
  readonly type: 'Root';
}

/** `arn:aws:iam::ACCOUNT:user/PATH/NAME`; principalId is the user's unique id (`AIDA...`). */
export interface UserCaller extends CallerBase {
  readonly type: 'IAMUser';
  readonly userName: string;
}

/** What AssumeRole and its relatives give: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, principalId `AROA...:SESSION`. */
export interface RoleCaller extends CallerBase {
  readonly type: 'AssumedRole';
  readonly role: NamedPrincipal;
  readonly sessionName: string;
  readonly session: Session;
}

/** What GetFederationToken gives: `arn:aws:sts::ACCOUNT:federated-user/NAME`, principalId `ACCOUNT:NAME`. */
export interface FederatedCaller extends CallerBase {
  readonly type: 'FederatedUser';
  readonly name: string;
  /** The user who asked; absent when it was the root user. */
  readonly issuer?: NamedPrincipal | undefined;
  readonly session: Session;
}

/** An AWS service that acts for nobody: `secretsmanager.amazonaws.com`, in the account that it works for. */
export interface ServiceCaller extends CallerBase {
  readonly type: 'AWSService';
  readonly service: string;
  /** What the service works for: `aws:SourceArn`. */
  readonly sourceArn?: string | undefined;
}

/**
 * Somebody whom only an identity provider knows, on the way to a role. Has no ARN and no access key: both are empty. The
 * account is that of the provider and of the role.
 */
export interface ExternalCaller extends CallerBase {
  readonly type: 'WebIdentityUser' | 'SAMLUser';
  /** As a Federated principal names it: the provider's ARN. */
  readonly provider: string;
  readonly identity: ExternalIdentity;
}

/** What an identity provider has said, and signed. */
export interface ExternalIdentity {
  readonly subject: string;
  /** How records show the provider. */
  readonly providerName: string;
  readonly issuer: string;
  readonly audience: string;
  /** SAML: `persistent`, `transient`, or the format's URI. */
  readonly subjectType?: string | undefined;
  /** SAML: what the subject is unique in. */
  readonly nameQualifier?: string | undefined;
  /** SAML: the session's name; a request with a token of OpenID Connect names it itself. */
  readonly sessionName?: string | undefined;
  /** SAML: the assertion, good for one session; until when, in milliseconds since 1970. */
  readonly assertion?: { readonly id: string; readonly expiresAt: number } | undefined;
  /** Condition keys for the role's trust policy. */
  readonly claims: readonly (readonly [key: string, value: string | readonly string[]])[];
  /** Those of them that the session keeps. */
  readonly sessionClaims: readonly (readonly [key: string, value: string | readonly string[]])[];
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string | undefined;
  /** The longest session that the provider wants, in seconds. */
  readonly maxSeconds?: number | undefined;
}

/** A user or role with its unique id: one that is deleted and made again is another principal. */
export interface NamedPrincipal {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
}

/** What temporary credentials carry. Times are milliseconds since 1970. */
export interface Session {
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When the caller proved possession of an MFA device; absent: never. */
  readonly mfaAt?: number | undefined;
  /** Documents that limit the session; absent: nothing does. */
  readonly policies?: readonly string[] | undefined;
  /** ARNs of managed policies that limit the session as well. */
  readonly policyArns?: readonly string[] | undefined;
  /** Session tags, keys as they were written. */
  readonly tags?: readonly (readonly [key: string, value: string])[] | undefined;
  /** Tags that go on to the next role of a chain. */
  readonly transitiveTagKeys?: readonly string[] | undefined;
  readonly sourceIdentity?: string | undefined;
  /** The identity provider that the session came through, as a Federated principal names it. */
  readonly provider?: string | undefined;
  /** Condition keys that the provider's token brought (`accounts.google.com:sub`). */
  readonly claims?: readonly (readonly [key: string, value: string | readonly string[]])[] | undefined;
}

/** What the connection tells about where a request came from; shared by all records of one request. */
export interface ClientFacts {
  readonly sourceIp: string;
  readonly userAgent: string;
  /** The Host header as the client sent it. */
  readonly host: string;
  readonly tls?: { readonly version: string; readonly cipher: string } | undefined;
  /** The VPC endpoint that the listener stands for, as it is configured: never from a header. */
  readonly endpoint?: VpcEndpoint | undefined;
}

/** What a listener may stand for. */
export interface VpcEndpoint {
  /** `vpce-1a2b3c4d` */
  readonly id: string;
  /** `vpc-12345678` */
  readonly vpcId: string;
}
