import type { AwsError } from '../aws-error.ts';
import type { CanonicalHeaders } from './canonical-headers.ts';
import { incompleteSignature, invalidSignature } from './errors.ts';

/**
 * The header names that a signature covers: lower case, strictly ascending, at most 100, `host` among them. Throws
 * IncompleteSignatureException for a list that is none, InvalidSignatureException for one without `host`.
 */
export function parseSignedHeaders(text: string): readonly string[] {
  if (!TOKENS.test(text)) throw invalidList();
  const names = text.split(';', MAX_SIGNED_HEADERS + 1);
  if (names.length > MAX_SIGNED_HEADERS) {
    throw incompleteSignature(`'SignedHeaders' must name at most ${MAX_SIGNED_HEADERS} headers.`);
  }
  let previous = '';
  let hasHost = false;
  for (const name of names) {
    // An empty name is not greater than any other, the first `previous` included.
    if (!(name > previous)) throw invalidList();
    hasHost ||= name === 'host';
    previous = name;
  }
  if (!hasHost) throw invalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  return names;
}

/**
 * Whether each header that was named is there. Throws InvalidSignatureException when an `x-amz-` header is there that
 * was not named: AWS's own SDKs sign them all, and an unsigned X-Amz-Target would let anybody who sees a request turn it
 * into another operation.
 */
export function hasSignedHeaders(signedHeaders: readonly string[], headers: CanonicalHeaders): boolean {
  let isComplete = true;
  let unsigned = 0;
  for (const name of headers.keys()) if (isAmz(name)) unsigned++;
  for (const name of signedHeaders) {
    if (!headers.has(name)) isComplete = false;
    else if (isAmz(name)) unsigned--;
  }
  if (unsigned !== 0) throw invalidSignature('There were headers present in the request which were not signed');
  return isComplete;
}

/** Beyond this no client goes: node:http itself drops headers after 2,000, SDKs sign about ten. */
const MAX_SIGNED_HEADERS = 100;

/** Header names (RFC 9110 section 5.6.2) without upper-case letters, and what stands between them. */
const TOKENS = /^[a-z0-9!#$%&'*+.^_`|~;-]+$/;

function isAmz(name: string): boolean {
  // Most names end here, at less cost than a call.
  return name.charCodeAt(0) === LETTER_X && name.startsWith('x-amz-');
}

const LETTER_X = 0x78;

function invalidList(): AwsError {
  return incompleteSignature("'SignedHeaders' must be lower-case header names in ascending order, each once.");
}
