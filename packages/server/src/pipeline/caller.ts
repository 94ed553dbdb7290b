/** Who makes a request, proven by a signature. */
export interface Caller {
  /** The root user is the only kind of principal so far. */
  readonly type: 'Root';
  /** The account that the principal belongs to: 12 digits. */
  readonly accountId: string;
  /** `arn:aws:iam::ACCOUNT:root` */
  readonly arn: string;
  /** CloudTrail's `principalId`; for the root user the account's id. */
  readonly principalId: string;
  readonly accessKeyId: string;
}

/** What the connection tells about where a request came from; shared by all records of one request. */
export interface ClientFacts {
  readonly sourceIp: string;
  readonly userAgent: string;
  /** The Host header as the client sent it. */
  readonly host: string;
  readonly tls?: { readonly version: string; readonly cipher: string } | undefined;
}
