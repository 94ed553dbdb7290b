/**
 * What a request with a missing, malformed or wrong signature is told, in AWS's words. Each has two codes: one that
 * JSON services answer, and `queryCode` for Query services such as IAM and STS.
 */
import { hash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';

/** No signature at all. Query services word it `Request is missing Authentication Token`. */
export function missingAuthenticationToken(): AwsError {
  return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', {
    queryCode: 'MissingAuthenticationToken',
    queryStatus: 403,
  });
}

/** A signature that lacks a part, or has one that cannot be read. */
export function incompleteSignature(message: string): AwsError {
  return new AwsError('IncompleteSignatureException', message, { queryCode: 'IncompleteSignature' });
}

/** A readable signature that does not hold: wrong, too old, for another service, not covering what it must. */
export function invalidSignature(message: string): AwsError {
  return new AwsError('InvalidSignatureException', message, { queryCode: 'SignatureDoesNotMatch', queryStatus: 403 });
}

/** The access key does not exist, is disabled, or the session token is not its own. */
export function unrecognizedClient(): AwsError {
  return new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', {
    queryCode: 'InvalidClientTokenId',
    queryStatus: 403,
  });
}

/** A session token after its end. */
export function expiredToken(): AwsError {
  return new AwsError('ExpiredTokenException', 'The security token included in the request is expired', {
    queryCode: 'ExpiredToken',
    queryStatus: 403,
  });
}

/** A target with a broken percent escape or a character that is not a byte. Query status: AWS, Common Errors. */
export function malformedQueryString(): AwsError {
  return new AwsError('MalformedQueryString', 'The query string contains a syntax error.', { queryStatus: 404 });
}

/**
 * How AWS names a value in an error without showing it. People put secret access keys where the access key id belongs,
 * so what should have been a credential is never shown either.
 */
export function hashedForError(value: string): string {
  return hash('sha256', Buffer.from(value, 'latin1'), 'base64');
}

/** A user's text in an error, at most 64 characters of it. */
export function quotedForError(value: string): string {
  return value.length > 64 ? `'${value.slice(0, 64)}...'` : `'${value}'`;
}
