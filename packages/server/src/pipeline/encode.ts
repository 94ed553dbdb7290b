/** encode: one codec for results and errors. */
import { encodeError, encodeJson, encodeQueryResponse, encodeRestResponse } from '@coffer/wire';
import type { AwsError, OperationContract } from '@coffer/wire';
import type { RawResponse } from '../transport/listener.ts';
import type { Arrival } from './arrival.ts';
import { protocolOf } from './route.ts';
import type { Route } from './route.ts';

export function encodeResult(route: Route, output: object, requestId: string): RawResponse {
  const { contract, name, protocol, operationContract } = route;
  if (protocol === 'rest-json') return encodeRestResult(operationContract, output, requestId);
  return {
    status: 200,
    headers: ['x-amzn-RequestId', requestId, 'Content-Type', CONTENT_TYPES[protocol]],
    body:
      protocol === 'query'
        ? encodeQueryResponse(contract.xmlNamespace, name, operationContract.output, output, requestId)
        : // AWS: an operation without output answers with an empty body.
          isEmpty(operationContract.output.members)
          ? ''
          : encodeJson(operationContract.output, output),
    // Results are for those who were authenticated, always.
    isTrusted: true,
  };
}

function encodeRestResult({ http, output: shape }: OperationContract, output: object, requestId: string): RawResponse {
  if (http === undefined) throw new Error('an operation of a REST service has no path');
  const { status, headers, body } = encodeRestResponse(http, shape, output);
  return { status, headers: ['x-amzn-RequestId', requestId, ...headers], body, isTrusted: true };
}

const CONTENT_TYPES = {
  'json-1.0': 'application/x-amz-json-1.0',
  'json-1.1': 'application/x-amz-json-1.1',
  query: 'text/xml',
} as const;

function isEmpty(members: object): boolean {
  for (const _ in members) return false;
  return true;
}

export function encodeFailure(arrival: Arrival, route: Route | undefined, error: AwsError): RawResponse {
  const { requestId } = arrival;
  const {
    status,
    contentType,
    headers = [],
    body,
  } = encodeError(route?.contract, route?.protocol ?? protocolOf(arrival), error, requestId);
  return { status, headers: ['x-amzn-RequestId', requestId, 'Content-Type', contentType, ...headers], body };
}
