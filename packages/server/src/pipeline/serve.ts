/**
 * The straight line that every request walks, whoever makes it:
 *
 *     route -> authenticate -> throttle -> decode -> load -> authorize -> validate -> prepare -> handle -> audit -> encode
 *
 * The steps from *throttle* to *audit* stand in perform.ts, because jobs and calls between services enter there.
 */
import type { RawRequest, RawResponse } from '../transport/listener.ts';
import { arrive } from './arrival.ts';
import type { Arrival } from './arrival.ts';
import { authenticate } from './authenticate.ts';
import type { VpcEndpoint } from './caller.ts';
import { perform } from './perform.ts';
import { decode } from './decode.ts';
import { encodeFailure, encodeResult } from './encode.ts';
import { asAwsError } from './failure.ts';
import type { Line } from './line.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

/**
 * Answers a request. Never rejects: whatever goes wrong is an answer too.
 *
 * @param endpoint the VPC endpoint that the listener stands for on which the request came in
 */
export async function serve(line: Line, raw: RawRequest, endpoint?: VpcEndpoint): Promise<RawResponse> {
  const arrival = arrive(raw, line.clock.now(), endpoint);
  const { requestId, now, client } = arrival;
  let routed: Route | undefined;
  let isTrusted = false;
  try {
    routed = route(line, arrival);
    const { name, contract: service, operationContract: contract, operation } = routed;
    const { caller, region, input } = await authenticate(line, arrival, routed);
    isTrusted = true;
    const decodeInput = input === undefined ? decode.bind(undefined, arrival, routed) : () => input;
    const call = { service, name, contract, operation, decode: decodeInput, caller, region, requestId, now, client };
    const response = encodeResult(routed, await perform(line, call), requestId);
    measure(line, arrival, routed, '');
    return response;
  } catch (error) {
    const failure = asAwsError(error, line.log, { service: routed?.contract, name: routed?.name, requestId });
    measure(line, arrival, routed, failure.code);
    return { ...encodeFailure(arrival, routed, failure), isTrusted };
  }
}

function measure(line: Line, arrival: Arrival, routed: Route | undefined, code: string): void {
  const seconds = (performance.now() - arrival.startedAt) / 1000;
  line.metrics.answered(routed?.contract.service ?? '', routed?.name ?? '', code, seconds);
}
