/** `application/x-www-form-urlencoded`: bodies and query strings of the Query protocol. */
import { malformedQueryString, serialization } from '../errors.ts';

/** A name and its value, decoded. Names may repeat; order is the request's. */
export type FormPair = readonly [name: string, value: string];

/** Far above what any operation takes (a list of some hundred structs), far below what costs noticeable work. */
export const MAX_FORM_PAIRS = 4096;

/**
 * Reads a form. `+` is a blank; `%XX` are bytes of UTF-8; a name without `=` has the empty value; empty pairs are
 * skipped. Throws MalformedQueryString for a bad escape or bytes that are not UTF-8, and MalformedInput for more than
 * `MAX_FORM_PAIRS` pairs.
 */
export function parseForm(text: string): FormPair[] {
  if (!text.isWellFormed()) throw malformedQueryString();
  const parts = text.split('&', MAX_FORM_PAIRS + 1);
  if (parts.length > MAX_FORM_PAIRS) throw serialization(`A request has at most ${MAX_FORM_PAIRS} parameters`);
  const pairs: FormPair[] = [];
  for (const part of parts) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = at === -1 ? part : part.slice(0, at);
    const value = at === -1 ? '' : part.slice(at + 1);
    pairs.push([decode(name), decode(value)]);
  }
  return pairs;
}

/** Writes a form as the AWS SDKs do: everything but the unreserved characters of RFC 3986 is escaped. */
export function encodeForm(pairs: readonly FormPair[]): string {
  return pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformedQueryString();
  }
}

/** What encodeURIComponent leaves as it is although RFC 3986 reserves it. */
const reserved = /[!'()*]/g;

function encode(text: string): string {
  return encodeURIComponent(text).replace(reserved, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
