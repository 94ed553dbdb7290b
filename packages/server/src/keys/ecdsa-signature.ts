/**
 * ECDSA signatures in DER, as AWS sends and takes them: SEQUENCE { INTEGER r, INTEGER s } (RFC 3279, 2.2.3), and as two
 * numbers of fixed length beside each other, which is what is calculated with.
 */

/** `r ‖ s`, each of `bytes` bytes, in DER. */
export function derOf(fixed: Uint8Array, bytes: number): Buffer {
  const body = Buffer.concat([integer(fixed.subarray(0, bytes)), integer(fixed.subarray(bytes))]);
  return Buffer.concat([Buffer.from([SEQUENCE, ...lengthBytes(body.length)]), body]);
}

/**
 * A signature as `r ‖ s`; undefined for anything but the one encoding that DER allows, so that no signature has a second
 * form. Whether the numbers are in range is for the verification to say.
 */
export function fixedOf(der: Uint8Array, bytes: number): Buffer | undefined {
  const outer = element(der, 0, SEQUENCE);
  if (outer === undefined || outer.end !== der.length) return undefined;
  const r = element(der, outer.start, INTEGER);
  const s = r && element(der, r.end, INTEGER);
  if (r === undefined || s === undefined || s.end !== der.length) return undefined;
  const numbers = [r, s].map(({ start, end }) => numberOf(der.subarray(start, end), bytes));
  const [first, second] = numbers;
  return first === undefined || second === undefined ? undefined : Buffer.concat([first, second]);
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;

function integer(number: Uint8Array): Buffer {
  let at = 0;
  while (at < number.length - 1 && number[at] === 0) at++;
  const digits = number.subarray(at);
  // A first bit that is set would mean a negative number.
  const padded = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : [...digits];
  return Buffer.from([INTEGER, padded.length, ...padded]);
}

/** Signatures are shorter than 256 bytes: the length takes one byte, or two with 81 in front. */
function lengthBytes(length: number): readonly number[] {
  return length < 0x80 ? [length] : [0x81, length];
}

/** Where the contents of an element lie; undefined when it is another one, goes beyond the end, or has a length that is not minimal. */
function element(
  der: Uint8Array,
  at: number,
  tag: number,
): { readonly start: number; readonly end: number } | undefined {
  const [found, first = 0x80, second = 0] = der.subarray(at, at + 3);
  if (found !== tag) return undefined;
  const isLong = first === 0x81 && second >= 0x80;
  if (!isLong && first >= 0x80) return undefined;
  const start = at + (isLong ? 3 : 2);
  const end = start + (isLong ? second : first);
  return end > der.length ? undefined : { start, end };
}

/** The digits of a positive integer or zero, of `bytes` bytes; undefined for a negative, a padded or a longer one. */
function numberOf(digits: Uint8Array, bytes: number): Buffer | undefined {
  const [first, second = 0x80] = digits;
  if (first === undefined || first >= 0x80) return undefined;
  if (first === 0 && digits.length > 1 && second < 0x80) return undefined;
  const value = first === 0 ? digits.subarray(1) : digits;
  if (value.length > bytes) return undefined;
  const fixed = Buffer.alloc(bytes);
  fixed.set(value, bytes - value.length);
  return fixed;
}
