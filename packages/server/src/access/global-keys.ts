import { type Context, type ContextValue, createContext } from '@coffer/policy';
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
type KeyOfRequest = (from: AskedFrom, request: Pick<AccessRequest, 'resourceAccountId'>) => ContextValue | undefined;

/**
 * An `aws:` condition key of a request, in lower case. Source: IAM User Guide, "AWS global condition context keys".
 *
 * @param principalTags the same object for as long as the caller has these tags
 */
export function globalKey(
  key: string,
  from: AskedFrom,
  request: Pick<AccessRequest, 'resourceAccountId'>,
  principalTags: ReadonlyMap<string, string>,
): ContextValue | undefined {
  const ofRequest = OF_REQUEST.get(key);
  return ofRequest === undefined ? keysOf(from.caller, principalTags).get(key) : ofRequest(from, request);
}

/**
 * What differs between the requests of a caller.
 *
 * A call that a service makes for its caller comes from the service: it has no SourceIp, VPC or user agent, so that a
 * condition on them does not hold, and one that negates them does. A request that came through a VPC endpoint has the
 * endpoint's keys instead of an address.
 */
const OF_REQUEST: ReadonlyMap<string, KeyOfRequest> = inLowerCase({
  'aws:CurrentTime': ({ now }) => ({ epochMs: now }),
  'aws:EpochTime': ({ now }) => Math.floor(now / 1000),
  'aws:RequestedRegion': ({ region }) => region,
  'aws:ResourceAccount': (_from, { resourceAccountId }) => resourceAccountId,
  'aws:ViaAWSService': ({ calledVia }) => calledVia.length > 0,
  'aws:CalledVia': ({ calledVia }) => (calledVia.length > 0 ? calledVia : undefined),
  'aws:CalledViaFirst': ({ calledVia }) => calledVia[0],
  'aws:CalledViaLast': ({ calledVia }) => calledVia.at(-1),
  'aws:MultiFactorAuthAge': ({ caller: { session }, now }) =>
    session?.mfaAt === undefined ? undefined : Math.max(0, Math.floor((now - session.mfaAt) / 1000)),
  'aws:SecureTransport': from => {
    const connection = connectionOf(from);
    return connection === undefined || connection.tls !== undefined;
  },
  'aws:UserAgent': from => connectionOf(from)?.userAgent || undefined,
  'aws:SourceIp': from => {
    const connection = connectionOf(from);
    return connection?.endpoint === undefined ? connection?.sourceIp : undefined;
  },
  'aws:SourceVpce': from => connectionOf(from)?.endpoint?.id,
  'aws:SourceVpc': from => connectionOf(from)?.endpoint?.vpcId,
  'aws:VpcSourceIp': from => {
    const connection = connectionOf(from);
    return connection?.endpoint === undefined ? undefined : connection.sourceIp;
  },
});

function inLowerCase(keys: Readonly<Record<string, KeyOfRequest>>): ReadonlyMap<string, KeyOfRequest> {
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]));
}

/** Services are asked over connections of their own, which are as safe as TLS. */
function connectionOf({ calledVia, client }: AskedFrom): ClientFacts | undefined {
  return calledVia.length > 0 ? undefined : client;
}

interface CallerKeys {
  readonly tags: ReadonlyMap<string, string>;
  readonly keys: Context;
}

/** A caller never changes, and the same one makes many requests; its tags are looked up with its policies. */
const known = new WeakMap<Caller, CallerKeys>();

function keysOf(caller: Caller, tags: ReadonlyMap<string, string>): Context {
  const before = known.get(caller);
  if (before?.tags === tags) return before.keys;
  const ofTags = Array.from(tags, ([key, value]): Entry => [`aws:PrincipalTag/${key}`, value]);
  const keys = createContext([...principalKeys(caller), ...sessionKeys(caller), ...ofTags]);
  known.set(caller, { tags, keys });
  return keys;
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
function sessionKeys({ session }: Caller): readonly Entry[] {
  if (session === undefined) return [];
  const { issuedAt, mfaAt, sourceIdentity, provider, claims = [] } = session;
  return [
    ['aws:TokenIssueTime', { epochMs: issuedAt }],
    ['aws:MultiFactorAuthPresent', mfaAt !== undefined],
    ['aws:SourceIdentity', sourceIdentity],
    ['aws:FederatedProvider', provider],
    ...claims,
  ];
}
