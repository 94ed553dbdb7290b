/** authenticate: who signed the request, proven over its raw bytes. */
import { checkScope, parseSignature, unrecognizedClient, verifySignature } from '@coffer/wire/sigv4';
import type { ExpectedScope, ParsedSignature } from '@coffer/wire/sigv4';
import type { Arrival } from './arrival.ts';
import type { Caller } from './caller.ts';
import type { Line } from './line.ts';
import type { Route } from './route.ts';

export interface Authenticated {
  readonly caller: Caller;
  /** The region of the credential scope. */
  readonly region: string;
}

/**
 * @throws AwsError AWS's own errors: MissingAuthenticationTokenException, IncompleteSignatureException,
 * InvalidSignatureException, UnrecognizedClientException
 */
export async function authenticate(
  line: Line,
  arrival: Arrival,
  { contract, hostRegion }: Route,
): Promise<Authenticated> {
  let claim: ParsedSignature | undefined;
  try {
    claim = parseSignature(arrival.raw);
    const expected = expectedScope(line, contract.service, hostRegion);
    const { now } = arrival;
    checkScope(claim, { now, expected });
    // There are no temporary credentials yet, so no session token is anybody's.
    if (claim.sessionToken !== undefined) throw unrecognizedClient();
    const found = line.accessKeys.find(claim.accessKeyId);
    const key = found instanceof Promise ? await found : found;
    if (key === undefined) throw unrecognizedClient();
    const { accessKeyId, date, region, service } = claim;
    const signingKey = line.signingKeys.derive(accessKeyId, key.version, key.secretAccessKey, date, region, service);
    verifySignature(arrival.raw, claim, { now, expected, signingKey });
    return { caller: key.caller, region };
  } catch (error) {
    line.securityLog.failed(error, claim?.accessKeyId, arrival.raw.remoteAddress);
    throw error;
  }
}

function expectedScope(line: Line, service: string, hostRegion: string | undefined): ExpectedScope {
  if (hostRegion === undefined) return { service, regions: line.regions };
  return { service, regions: line.regions.has(hostRegion) ? new Set([hostRegion]) : new Set() };
}
