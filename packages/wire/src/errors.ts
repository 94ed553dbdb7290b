/**
 * Errors that belong to the framework and so to every service. Texts and statuses are AWS's where they have been
 * recorded; an empty message leaves the message out of the answer, which is what AWS does with some of these.
 */
import { AwsError } from './aws-error.ts';
import type { ServiceContract } from './contract.ts';

/** How much of an operation's name that nobody knows is repeated to its sender, in UTF-16 units. */
const MAX_ECHOED_NAME = 128;

/** JSON protocols: `X-Amz-Target` names nothing that this server knows. AWS sends no message. */
export function unknownOperation(): AwsError {
  return new AwsError('UnknownOperationException', '', { queryCode: 'InvalidAction' });
}

/** Query protocol: `Action` and `Version` name nothing that this server knows. */
export function invalidAction(action: string, version: string): AwsError {
  const name = action.slice(0, MAX_ECHOED_NAME).toWellFormed();
  const of = version.slice(0, MAX_ECHOED_NAME).toWellFormed();
  return new AwsError('InvalidAction', `Could not find operation ${name} for version ${of}`);
}

/** Query protocol: the request names no `Action`. */
export function missingAction(): AwsError {
  return new AwsError('MissingAction', 'Missing Action');
}

/** Query protocol: escapes that stand for no bytes, or bytes that are not UTF-8. Status as AWS's documentation has it. */
export function malformedQueryString(): AwsError {
  return new AwsError('MalformedQueryString', 'The query string contains a syntax error.', { status: 404 });
}

/** Query protocol: two parameters of one name. AWS's answer is not known. */
export function repeatedParameter(): AwsError {
  return new AwsError('MalformedQueryString', 'The request repeats a parameter.', { status: 400 });
}

/** The request cannot be read as values of the operation's types. Answered before authorization. */
export function serialization(message = ''): AwsError {
  return new AwsError('SerializationException', message, { queryCode: 'MalformedInput' });
}

/** The body's bytes are not UTF-8: no text, therefore no JSON. */
export function invalidUtf8(): AwsError {
  return serialization();
}

/** The request breaks bounds of the API model. The JSON key is lower-case whatever the service's own key. */
export function validation(message: string, code = 'ValidationException'): AwsError {
  return new AwsError(code, message, { queryCode: 'ValidationError', messageKey: 'message' });
}

/** A policy does not allow the request. JSON services answer 400, Query services 403. */
export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message, { queryCode: 'AccessDenied', queryStatus: 403 });
}

/** The caller is over its rate. */
export function throttling(): AwsError {
  return new AwsError('ThrottlingException', 'Rate exceeded', { queryCode: 'Throttling', messageKey: 'message' });
}

/** The body is longer than the server reads. */
export function requestEntityTooLarge(): AwsError {
  return new AwsError('RequestEntityTooLargeException', 'The request body is too large.', {
    status: 413,
    queryCode: 'RequestEntityTooLarge',
  });
}

/** The server cannot answer now; the same request may succeed later. */
export function serviceUnavailable(message: string, cause?: unknown): AwsError {
  return new AwsError('ServiceUnavailableException', message, {
    status: 503,
    fault: 'server',
    queryCode: 'ServiceUnavailable',
    cause,
  });
}

/** What services call their own failure: the first of these that a contract models. */
const internalErrors = [
  ['InternalServiceError', 'An error occurred on the server side.'],
  ['InternalServerError', 'An error occurred on the server side.'],
  ['ServiceException', 'An error occurred on the server side.'],
  [
    'KMSInternalException',
    'The request was rejected because an internal exception occurred. The request can be retried.',
  ],
] as const;

/** A bug, or whatever else a client must not learn about: the cause is for the operator's log alone. */
export function internalFailure(contract: Pick<ServiceContract, 'errors'> | undefined, cause?: unknown): AwsError {
  for (const [code, message] of internalErrors) {
    if (contract !== undefined && Object.hasOwn(contract.errors, code)) {
      return new AwsError(code, message, { fault: 'server', cause });
    }
  }
  return new AwsError('InternalFailure', '', { fault: 'server', cause });
}
