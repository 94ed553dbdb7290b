import type { Caller, RoleCaller, Session } from '../pipeline/caller.ts';
import type { JsonObject } from './fact.ts';

/**
 * CloudTrail's `userIdentity` element, without `invokedBy`.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export interface UserIdentity {
  readonly type: string;
  readonly principalId: string;
  readonly arn?: string | undefined;
  readonly accountId?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly userName?: string | undefined;
  readonly sessionContext?: JsonObject | undefined;
  readonly identityProvider?: string | undefined;
}

/** How records show a caller. The same object for the same caller, so that a batch of records holds it once. */
export function userIdentityOf(caller: Caller): UserIdentity {
  const known = shown.get(caller);
  if (known !== undefined) return known;
  const identity = identityOf(caller);
  shown.set(caller, identity);
  return identity;
}

/** A caller never changes, and the same one makes many requests. */
const shown = new WeakMap<Caller, UserIdentity>();

function identityOf(caller: Caller): UserIdentity {
  const { type, principalId, arn, accountId, accessKeyId, session } = caller;
  const base = { type, principalId, arn, accountId, accessKeyId };
  switch (caller.type) {
    case 'IAMUser':
      return { ...base, userName: caller.userName, ...withContext(session) };
    case 'AssumedRole':
      return { ...base, ...withContext(session, roleIssuer(caller)) };
    case 'FederatedUser':
      return { ...base, ...withContext(session, federationIssuer(caller)) };
    case 'AWSService':
      return { type, principalId: caller.service };
    case 'Root':
      return { ...base, ...withContext(session) };
    case 'WebIdentityUser':
    case 'SAMLUser': {
      const { subject: userName, providerName: identityProvider } = caller.identity;
      return { type, principalId, userName, identityProvider };
    }
  }
}

function withContext(session: Session | undefined, sessionIssuer?: JsonObject): { sessionContext?: JsonObject } {
  // Long-term access keys have no session.
  if (session === undefined) return {};
  const { issuedAt, mfaAt, sourceIdentity, provider } = session;
  return {
    sessionContext: {
      ...(sessionIssuer === undefined ? {} : { sessionIssuer }),
      ...(provider === undefined ? {} : { webIdFederationData: { federatedProvider: provider, attributes: {} } }),
      attributes: { creationDate: isoSeconds(issuedAt), mfaAuthenticated: String(mfaAt !== undefined) },
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
  };
}

function roleIssuer({ accountId, role }: RoleCaller): JsonObject {
  return { type: 'Role', principalId: role.id, arn: role.arn, accountId, userName: role.name };
}

function federationIssuer(caller: Extract<Caller, { type: 'FederatedUser' }>): JsonObject {
  const { accountId, issuer } = caller;
  if (issuer === undefined) {
    return { type: 'Root', principalId: accountId, arn: `arn:aws:iam::${accountId}:root`, accountId };
  }
  return { type: 'IAMUser', principalId: issuer.id, arn: issuer.arn, accountId, userName: issuer.name };
}

/** CloudTrail's times have no fractions of seconds. */
function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Under which user name CloudTrail finds a record. */
export function userNameOf(identity: UserIdentity): string | undefined {
  switch (identity.type) {
    case 'Root':
      return 'root';
    case 'AssumedRole':
    case 'FederatedUser':
      // `AROA...:SESSION`, `ACCOUNT:NAME`
      return identity.principalId.slice(identity.principalId.indexOf(':') + 1);
    default:
      return identity.userName;
  }
}
