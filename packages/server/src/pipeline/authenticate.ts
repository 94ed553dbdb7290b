/** authenticate: who signed the request, proven over its raw bytes; or whom an identity provider vouches for. */
import { AwsError, Redacted, throttling } from '@coffer/wire';
import type { ServiceContract } from '@coffer/wire';
import { checkScope, parseSignature, unrecognizedClient, verifySignature } from '@coffer/wire/sigv4';
import type { ExpectedScope, ParsedSignature } from '@coffer/wire/sigv4';
import type { AccessKey } from '../accounts/access-keys.ts';
import type { Arrival } from './arrival.ts';
import type { Caller } from './caller.ts';
import { identify } from './identify.ts';
import type { Line } from './line.ts';
import type { Route } from './route.ts';

export interface Authenticated {
  readonly caller: Caller;
  /** The region of the credential scope. */
  readonly region: string;
  /** The input of an unsigned request, which had to be read to know who sends it. */
  readonly input?: object;
}

/**
 * @throws AwsError AWS's own errors: MissingAuthenticationTokenException, IncompleteSignatureException,
 * InvalidSignatureException, UnrecognizedClientException, ExpiredTokenException; ThrottlingException after too many
 * failures; what the operation says of an identity that cannot be proven
 */
export function authenticate(line: Line, arrival: Arrival, route: Route): Promise<Authenticated> {
  // INVARIANT: only what the contract calls unsigned goes without a signature.
  return route.operationContract.isUnsigned === true
    ? identify(line, arrival, route)
    : authenticateSigned(line, arrival, route);
}

async function authenticateSigned(
  line: Line,
  arrival: Arrival,
  { contract, hostRegion }: Route,
): Promise<Authenticated> {
  const address = arrival.raw.remoteAddress;
  let claim: ParsedSignature | undefined;
  let isGuess = false;
  try {
    claim = parseSignature(arrival.raw, line.signingKeys.authorizations);
    const expected = expectedScope(line, contract, hostRegion);
    const { now } = arrival;
    checkScope(claim, { now, expected });
    const { accessKeyId, date, region, service } = claim;
    if (line.failures.isBlocked('signature', accessKeyId, address)) throw throttling();
    isGuess = true;
    const found = keyOf(line, claim, now);
    const key = found instanceof Promise ? await found : found;
    // A key that nobody has is checked all the same: it must not be found out by the time that takes.
    const { secretAccessKey, version } = key ?? NOBODYS;
    const name = key === undefined ? '' : accessKeyId;
    const signingKey = line.signingKeys.derive(name, version, secretAccessKey, date, region, service);
    try {
      verifySignature(arrival.raw, claim, { now, expected, signingKey });
    } catch (error) {
      throw key === undefined ? unrecognizedClient() : error;
    }
    if (key === undefined || !mayUse(contract, key.caller)) throw unrecognizedClient();
    return { caller: key.caller, region };
  } catch (error) {
    line.securityLog.failed(error, claim?.accessKeyId, address);
    if (isGuess && claim !== undefined && isFailedGuess(error)) {
      line.failures.failed('signature', claim.accessKeyId, address);
    }
    throw error;
  }
}

/** Who comes too late held the right token; who finds the storage broken has guessed nothing. */
function isFailedGuess(error: unknown): boolean {
  return error instanceof AwsError && error.code !== 'ExpiredTokenException';
}

const NOBODYS: Pick<AccessKey, 'secretAccessKey' | 'version'> = {
  secretAccessKey: new Redacted('0000000000000000000000000000000000000000'),
  version: 'nobody',
};

/** Temporary credentials come with their token, long-term ones without. */
function keyOf(
  line: Line,
  { accessKeyId, sessionToken }: ParsedSignature,
  now: number,
): AccessKey | undefined | Promise<AccessKey | undefined> {
  return sessionToken === undefined
    ? line.accessKeys.find(accessKeyId)
    : line.sessions.find(sessionToken, accessKeyId, now);
}

/**
 * AWS: temporary credentials of users call IAM only when an MFA device has proven them, those of federated users never.
 * Source: IAM User Guide, "Compare AWS STS credentials".
 */
function mayUse({ service }: ServiceContract, { type, session }: Caller): boolean {
  if (service !== 'iam' || session === undefined || type === 'AssumedRole') return true;
  return type !== 'FederatedUser' && session.mfaAt !== undefined;
}

function expectedScope(line: Line, contract: ServiceContract, hostRegion: string | undefined): ExpectedScope {
  const { service, global: isGlobal } = contract;
  if (isGlobal === true) return { service, regions: line.globalRegions };
  const regions = contract.alsoGlobal === true ? line.regions.union(line.globalRegions) : line.regions;
  if (hostRegion === undefined) return { service, regions };
  return { service, regions: regions.has(hostRegion) ? new Set([hostRegion]) : new Set() };
}
