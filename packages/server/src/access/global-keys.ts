import type { ContextValue } from '@coffer/policy';
import type { Caller, ClientFacts } from '../pipeline/caller.ts';
import type { AccessRequest } from '../pipeline/operation.ts';

/** What of a call the global condition keys tell. */
export interface AskedFrom {
  readonly caller: Caller;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly client?: ClientFacts | undefined;
  /** The services that stand between the caller and this call, the first caller first: `secretsmanager.amazonaws.com`. */
  readonly calledVia: readonly string[];
}

type Entry = readonly [key: string, value: ContextValue | undefined];

/**
 * The `aws:` condition keys of a request. Source: IAM User Guide, "AWS global condition context keys".
 *
 * A call that a service makes for its caller comes from the service: it has no SourceIp, VPC or user agent, so that a
 * condition on them does not hold, and one that negates them does.
 */
export function globalKeys(
  from: AskedFrom,
  request: AccessRequest,
  principalTags: Iterable<readonly [string, string]>,
): readonly Entry[] {
  const { caller, now, region, calledVia } = from;
  const entries: Entry[] = [
    ['aws:CurrentTime', { epochMs: now }],
    ['aws:EpochTime', Math.floor(now / 1000)],
    ['aws:RequestedRegion', region],
    ['aws:ResourceAccount', request.resourceAccountId],
    ['aws:ViaAWSService', calledVia.length > 0],
    ['aws:CalledVia', calledVia.length > 0 ? calledVia : undefined],
    ['aws:CalledViaFirst', calledVia[0]],
    ['aws:CalledViaLast', calledVia.at(-1)],
    ...principalKeys(caller),
    ...sessionKeys(caller, now),
    ...(calledVia.length > 0 ? [['aws:SecureTransport', true] as const] : connectionKeys(from.client)),
  ];
  for (const [key, value] of principalTags) entries.push([`aws:PrincipalTag/${key}`, value]);
  return entries;
}

function principalKeys(caller: Caller): readonly Entry[] {
  if (caller.type === 'AWSService') {
    return [
      ['aws:PrincipalIsAWSService', true],
      ['aws:PrincipalServiceName', caller.service],
      ['aws:SourceAccount', caller.accountId],
      ['aws:SourceArn', caller.sourceArn],
    ];
  }
  // Nobody of this account, or of any other.
  if (caller.type === 'WebIdentityUser' || caller.type === 'SAMLUser') {
    return [
      ['aws:PrincipalIsAWSService', false],
      ['aws:FederatedProvider', caller.provider],
    ];
  }
  return [
    ['aws:PrincipalIsAWSService', false],
    ['aws:PrincipalAccount', caller.accountId],
    ['aws:PrincipalArn', caller.type === 'AssumedRole' ? caller.role.arn : caller.arn],
    ['aws:PrincipalType', PRINCIPAL_TYPES[caller.type]],
    ['aws:userid', caller.principalId],
    ['aws:username', caller.type === 'IAMUser' ? caller.userName : undefined],
  ];
}

const PRINCIPAL_TYPES = {
  Root: 'Account',
  IAMUser: 'User',
  AssumedRole: 'AssumedRole',
  FederatedUser: 'FederatedUser',
} as const;

/** Long-term access keys have none of these: not even a false MultiFactorAuthPresent. */
function sessionKeys({ session }: Caller, now: number): readonly Entry[] {
  if (session === undefined) return [];
  const { issuedAt, mfaAt, sourceIdentity, provider, claims = [] } = session;
  return [
    ['aws:TokenIssueTime', { epochMs: issuedAt }],
    ['aws:MultiFactorAuthPresent', mfaAt !== undefined],
    ['aws:MultiFactorAuthAge', mfaAt === undefined ? undefined : Math.max(0, Math.floor((now - mfaAt) / 1000))],
    ['aws:SourceIdentity', sourceIdentity],
    ['aws:FederatedProvider', provider],
    ...claims,
  ];
}

/** A request that came through a VPC endpoint has the endpoint's keys instead of an address. */
function connectionKeys(client: ClientFacts | undefined): readonly Entry[] {
  if (client === undefined) return [['aws:SecureTransport', true]];
  const { endpoint, sourceIp, userAgent, tls } = client;
  return [
    ['aws:SecureTransport', tls !== undefined],
    ['aws:UserAgent', userAgent === '' ? undefined : userAgent],
    ...(endpoint === undefined
      ? ([['aws:SourceIp', sourceIp]] as const)
      : ([
          ['aws:SourceVpce', endpoint.id],
          ['aws:SourceVpc', endpoint.vpcId],
          ['aws:VpcSourceIp', sourceIp],
        ] as const)),
  ];
}
