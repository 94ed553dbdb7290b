import { invalidSignature } from './errors.ts';

/** Values by lower-case name, as the canonical request shows them. */
export type CanonicalHeaders = ReadonlyMap<string, string>;

/**
 * Every header in canonical form: value without blanks around it, runs of blanks as one space, the values of a repeated
 * header joined by commas in the order of the wire. Throws InvalidSignatureException when a header is repeated that
 * decides who asks, what for and of whom, because two readers could choose different ones.
 */
export function canonicalHeaders(rawHeaders: readonly string[]): CanonicalHeaders {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = canonicalValue(rawHeaders[at + 1] ?? '');
    const earlier = headers.get(name);
    if (earlier === undefined) {
      headers.set(name, value);
    } else {
      if (SINGLE.has(name)) throw invalidSignature(`The request has more than one '${name}' header.`);
      headers.set(name, `${earlier},${value}`);
    }
  }
  return headers;
}

const SINGLE: ReadonlySet<string> = new Set([
  'authorization',
  'host',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-target',
]);

const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Line breaks count as blanks: AWS's test suite has folded headers, and no value may end a canonical line early. */
function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === LINE_FEED || code === CARRIAGE_RETURN;
}

function canonicalValue(value: string): string {
  if (isCanonical(value)) return value;
  let canonical = '';
  let wordStart = -1;
  for (let at = 0; at <= value.length; at++) {
    const inWord = at < value.length && !isBlank(value.charCodeAt(at));
    if (inWord && wordStart === -1) {
      wordStart = at;
    } else if (!inWord && wordStart !== -1) {
      canonical += canonical === '' ? value.slice(wordStart, at) : ` ${value.slice(wordStart, at)}`;
      wordStart = -1;
    }
  }
  return canonical;
}

/**
 * Whether a value needs no change, which nearly none does: single spaces inside, none around. Searches of the engine's
 * own are several times faster than a loop over the characters.
 */
function isCanonical(value: string): boolean {
  if (value === '') return true;
  return (
    !isBlank(value.charCodeAt(0)) &&
    !isBlank(value.charCodeAt(value.length - 1)) &&
    !value.includes('  ') &&
    !value.includes('\t') &&
    !value.includes('\n') &&
    !value.includes('\r')
  );
}
