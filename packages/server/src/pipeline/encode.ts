/** encode: one codec for results and errors. */
import { encodeError, encodeJson, encodeQueryResponse } from '@coffer/wire';
import type { AwsError } from '@coffer/wire';
import type { RawResponse } from '../transport/listener.ts';
import type { Arrival } from './arrival.ts';
import { protocolOf } from './route.ts';
import type { Route } from './route.ts';

export function encodeResult(route: Route, output: object, requestId: string): RawResponse {
  const { contract, name, protocol, operationContract } = route;
  const isQuery = protocol === 'query';
  // AWS: an operation without output answers with an empty body.
  const isEmpty = Object.keys(operationContract.output.members).length === 0;
  return {
    status: 200,
    headers: ['x-amzn-RequestId', requestId, 'Content-Type', isQuery ? 'text/xml' : `application/x-amz-${protocol}`],
    body: isQuery
      ? encodeQueryResponse(contract.xmlNamespace, name, operationContract.output, output, requestId)
      : isEmpty
        ? ''
        : encodeJson(operationContract.output, output),
    // Results are for those who were authenticated, always.
    isTrusted: true,
  };
}

export function encodeFailure(arrival: Arrival, route: Route | undefined, error: AwsError): RawResponse {
  const { requestId } = arrival;
  const { status, contentType, body } = encodeError(
    route?.contract,
    route?.protocol ?? protocolOf(arrival),
    error,
    requestId,
  );
  return { status, headers: ['x-amzn-RequestId', requestId, 'Content-Type', contentType], body };
}
