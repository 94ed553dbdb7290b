import { malformedQueryString } from './errors.ts';

/**
 * Percent-encodes every byte but the unreserved characters of RFC 3986 section 2.3, with upper-case digits, as
 * Signature Version 4 wants it. Throws MalformedQueryString on a character that is not a byte.
 */
export function percentEncode(bytes: string): string {
  let encoded = '';
  for (let at = 0; at < bytes.length; at++) {
    const piece = ENCODED[bytes.charCodeAt(at)];
    if (piece === undefined) throw malformedQueryString();
    encoded += piece;
  }
  return encoded;
}

/**
 * Decodes one name or value of a raw query into its bytes, one a character. Throws MalformedQueryString on a broken
 * escape.
 *
 * A raw `+` is a space, as in every decoder of form data: the canonical form must be a function of what the service
 * will read, else whoever sees a signed request could exchange two readings of it. AWS's SDKs send `%20` and `%2B`.
 */
export function decodeQueryComponent(raw: string): string {
  if (!raw.includes('%') && !raw.includes('+')) return raw;
  let bytes = '';
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === PERCENT) {
      const high = hexDigit(raw.charCodeAt(at + 1));
      const low = hexDigit(raw.charCodeAt(at + 2));
      if (high === undefined || low === undefined) throw malformedQueryString();
      bytes += String.fromCharCode(high * 16 + low);
      at += 2;
    } else {
      bytes += code === PLUS ? ' ' : raw.charAt(at);
    }
  }
  return bytes;
}

const PERCENT = 0x25;
const PLUS = 0x2b;

const UNRESERVED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~';

/** What each byte becomes. */
const ENCODED: readonly string[] = Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return UNRESERVED.includes(character) ? character : `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
});

/** The value of a hexadecimal digit of either case; undefined for anything else, NaN (past the end) included. */
function hexDigit(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined;
}
