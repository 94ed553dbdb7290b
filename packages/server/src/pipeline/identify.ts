import { AwsError, throttling, validate } from '@coffer/wire';
import type { Arrival } from './arrival.ts';
import type { Authenticated } from './authenticate.ts';
import { decode } from './decode.ts';
import type { Line } from './line.ts';
import type { Route } from './route.ts';

/**
 * Who sends an unsigned request: whoever an identity provider has signed it to be. The input is read and validated
 * before, which shows nothing of any account.
 *
 * @throws AwsError what the operation says; RegionDisabledException; ThrottlingException after too many failures
 */
export async function identify(line: Line, arrival: Arrival, route: Route): Promise<Authenticated> {
  const { contract, name, operationContract, operation } = route;
  if (operation.identify === undefined) throw new Error(`${contract.service}.${name} identifies nobody`);
  const address = arrival.raw.remoteAddress;
  const input = decode(arrival, route);
  // AWS's unsigned operations all ask for a role: failures are counted for it.
  const asked = 'RoleArn' in input && typeof input.RoleArn === 'string' ? input.RoleArn : '-';
  try {
    const region = regionOf(line, route);
    validate(operationContract.input, input, contract);
    if (line.failures.isBlocked('identity', asked, address)) throw throttling();
    // `as`: validated by the very contract that types the operation's input.
    const caller = await operation.identify({ now: arrival.now, reader: line.reader }, input as never);
    return { caller, region, input };
  } catch (error) {
    line.securityLog.failed(error, asked, address);
    if (error instanceof AwsError && error.fault === 'client') line.failures.failed('identity', asked, address);
    throw error;
  }
}

/** No credential scope names the region: the host does, or it is the server's first. */
function regionOf({ regions, globalRegions }: Line, { hostRegion }: Route): string {
  const [first = ''] = regions;
  const region = hostRegion ?? first;
  if (regions.has(region) || globalRegions.has(region)) return region;
  throw new AwsError('RegionDisabledException', `STS is not activated in this region: ${region}.`, { status: 403 });
}
