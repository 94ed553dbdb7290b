import type { AwsError } from '../aws-error.ts';
import { hashedForError, incompleteSignature, missingAuthenticationToken, quotedForError } from './errors.ts';
import { ALGORITHM } from './string-to-sign.ts';

/** The three parameters of an Authorization header, or their like in a presigned query, as text. */
export interface SignatureParameters {
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
}

/**
 * Reads `AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...`, in any order. `hasDate` tells whether the
 * request has a date, because AWS names it in the same sentence. Throws MissingAuthenticationTokenException for another
 * scheme, IncompleteSignatureException for what is missing, repeated or not readable.
 */
export function parseAuthorizationHeader(header: string, hasDate: boolean): SignatureParameters {
  if (!header.startsWith('AWS4-')) throw missingAuthenticationToken();
  if (header.length > MAX_AUTHORIZATION_LENGTH) {
    throw incompleteSignature(`Authorization header must be at most ${MAX_AUTHORIZATION_LENGTH} characters long.`);
  }
  const space = header.indexOf(' ');
  const algorithm = space === -1 ? header : header.slice(0, space);
  const { Credential: credential, SignedHeaders: signedHeaders, Signature: signature } = parameterList(header, space);
  if (!credential || !signature || !signedHeaders || !hasDate) {
    const missing =
      (credential ? '' : "Authorization header requires 'Credential' parameter. ") +
      (signature ? '' : "Authorization header requires 'Signature' parameter. ") +
      (signedHeaders ? '' : "Authorization header requires 'SignedHeaders' parameter. ") +
      (hasDate ? '' : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
    throw incompleteSignature(
      `${missing}(Hashed with SHA-256 and encoded with Base64) Authorization=${hashedForError(header)}`,
    );
  }
  if (algorithm !== ALGORITHM) throw unsupportedAlgorithm(algorithm);
  return { credential, signature, signedHeaders };
}

/** The error for an algorithm that is not spoken. */
export function unsupportedAlgorithm(algorithm: string): AwsError {
  return incompleteSignature(`Unsupported AWS 'algorithm': ${quotedForError(algorithm)} (only ${ALGORITHM} for now). `);
}

/** 100 signed headers of 64 characters, a credential and a signature fit. */
const MAX_AUTHORIZATION_LENGTH = 8192;

/** The three parameters by name, from after the algorithm; others are passed over, as AWS does. */
interface ParameterList {
  Credential?: string;
  SignedHeaders?: string;
  Signature?: string;
}

function parameterList(header: string, space: number): ParameterList {
  const parameters: ParameterList = {};
  if (space === -1) return parameters;
  for (let start = space + 1; start <= header.length;) {
    const comma = header.indexOf(',', start);
    const end = comma === -1 ? header.length : comma;
    const pair = header.slice(start, end).trim();
    const equals = pair.indexOf('=');
    // A blank inside splits a pair for AWS too, and leaves a piece without an equal-sign.
    if (equals === -1 || pair.includes(' ')) throw invalidPair(header);
    const name = pair.slice(0, equals);
    if (name === 'Credential' || name === 'SignedHeaders' || name === 'Signature') {
      if (parameters[name] !== undefined) throw invalidPair(header);
      parameters[name] = pair.slice(equals + 1);
    }
    start = end + 1;
  }
  return parameters;
}

function invalidPair(header: string): AwsError {
  return incompleteSignature(
    'Invalid key=value pair (missing equal-sign) in Authorization header ' +
      `(hashed with SHA-256 and encoded with Base64): '${hashedForError(header)}'.`,
  );
}
