import { hash } from 'node:crypto';

/** The one algorithm. SigV4A (`AWS4-ECDSA-P256-SHA256`) and the SHA-1 of Signature Version 2 are not spoken. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** How every credential scope ends. */
export const TERMINATOR = 'aws4_request';

/** The last text before the signature: algorithm, time, scope (`DATE/REGION/SERVICE/aws4_request`), hashed request. */
export function stringToSign(timestamp: string, scope: string, canonicalRequest: string): string {
  // A text is hashed as UTF-8, which for ASCII, nearly every request, is the same and costs a third less.
  const isAscii = Buffer.byteLength(canonicalRequest) === canonicalRequest.length;
  const requestHash = hash('sha256', isAscii ? canonicalRequest : Buffer.from(canonicalRequest, 'latin1'), 'hex');
  return `${ALGORITHM}\n${timestamp}\n${scope}\n${requestHash}`;
}
