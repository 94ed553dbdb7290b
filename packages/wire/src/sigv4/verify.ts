import { timingSafeEqual } from 'node:crypto';
import { canonicalPath } from './canonical-path.ts';
import { canonicalQuery } from './canonical-query.ts';
import { type CanonicalParts, canonicalRequest, payloadHash } from './canonical-request.ts';
import { invalidSignature } from './errors.ts';
import type { HmacKey } from './hmac-key.ts';
import { mismatchMessage } from './mismatch.ts';
import type { ParsedSignature } from './parsed-signature.ts';
import { SIGNATURE_PARAMETER } from './presigned.ts';
import { type ScopeOptions, checkScope, scopeOf } from './scope.ts';
import { hasSignedHeaders } from './signed-headers.ts';
import { type SignedRequest, targetPath } from './signed-request.ts';
import { stringToSign } from './string-to-sign.ts';

export interface VerifyOptions extends ScopeOptions {
  /** From `SigningKeys`, for the parsed access key id, date, region and service. */
  readonly signingKey: HmacKey;
}

/**
 * The second step: returns only if the holder of the key signed exactly this request, for here and now. `parsed` must
 * be of the same request. Throws InvalidSignatureException; on a wrong signature its message shows what should have been
 * signed, as AWS's does, without secrets.
 */
export function verifySignature(request: SignedRequest, parsed: ParsedSignature, options: VerifyOptions): void {
  checkScope(parsed, options);
  const headers = parsed.headers.unwrap();
  const isComplete = hasSignedHeaders(parsed.signedHeaders, headers);
  const bodyHash = payloadHash(request.body);
  // Also refuses UNSIGNED-PAYLOAD and STREAMING-*, which only S3 and a few streams understand.
  if (parsed.contentSha256 !== undefined && !isEqual(parsed.contentSha256, bodyHash)) {
    throw invalidSignature("The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  const query = parsed.query.unwrap();
  const signedQuery = parsed.presigned ? query.filter(({ name }) => name !== SIGNATURE_PARAMETER) : query;
  const parts: CanonicalParts = {
    method: request.method,
    path: canonicalPath(targetPath(request.target)),
    query: canonicalQuery(signedQuery),
    signedHeaders: parsed.signedHeaders,
    header: name => headers.get(name),
    payloadHash: bodyHash,
  };
  const toSign = stringToSign(parsed.timestamp, scopeOf(parsed), canonicalRequest(parts));
  const isSigned = isEqual(parsed.signature, options.signingKey.sign(toSign));
  // INVARIANT: a header that was named but is not there never passes, not even as an empty one.
  if (!isSigned || !isComplete) {
    throw invalidSignature(mismatchMessage(parts, signedQuery, toSign));
  }
}

/**
 * Whether text is exactly these 64 lower-case hexadecimal digits, in constant time for 64 characters. UTF-8 keeps
 * different texts different, which one byte a character would not.
 */
function isEqual(claimed: string, computed: string): boolean {
  if (claimed.length !== computed.length) return false;
  const a = Buffer.from(claimed, 'utf8');
  const b = Buffer.from(computed, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}
