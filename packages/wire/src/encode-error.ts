/** Errors as they leave: one encoding a protocol. */
import type { AwsError } from './aws-error.ts';
import type { Protocol, ServiceContract } from './contract.ts';
import { encodeQueryError } from './query/xml-encode.ts';
import { encodeRestError } from './rest-json/rest-error.ts';

/** An error as HTTP carries it. The request id's header is the server's to add, as on every answer. */
export interface EncodedError {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Further headers, names and values in turn. */
  readonly headers?: readonly string[];
}

/**
 * Encodes an error. `contract` is undefined while the request's service is not known. In JSON the code stands without a
 * namespace, and an empty message is left out (recorded: AWS sends `{"__type":"ParameterNotFound"}`); `requestId` is
 * part of the body in the Query protocol alone.
 */
export function encodeError(
  contract: Pick<ServiceContract, 'messageKey' | 'xmlNamespace' | 'errors'> | undefined,
  protocol: Protocol,
  error: AwsError,
  requestId: string,
): EncodedError {
  if (protocol === 'query') {
    const body = encodeQueryError(contract?.xmlNamespace, error, requestId);
    return { status: error.queryStatus, contentType: 'text/xml', body };
  }
  if (protocol === 'rest-json') return encodeRestError(contract, error);
  const key = error.messageKey ?? contract?.messageKey ?? 'Message';
  const message = error.message === '' ? '' : `,"${key}":${JSON.stringify(error.message)}`;
  const body = `{"__type":${JSON.stringify(error.code)}${message}}`;
  return { status: error.status, contentType: `application/x-amz-${protocol}`, body };
}
