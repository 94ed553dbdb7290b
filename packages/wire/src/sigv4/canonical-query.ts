import { decodeQueryComponent, percentEncode } from './percent-encoding.ts';

/** One parameter of a query, decoded to bytes, one a character. */
export interface QueryParameter {
  readonly name: string;
  readonly value: string;
}

/**
 * The parameters of a raw query in the order of the wire. A name without `=` has an empty value; nothing between two
 * `&` is nothing. Throws MalformedQueryString.
 */
export function queryParameters(query: string): readonly QueryParameter[] {
  if (query === '') return [];
  const parameters: QueryParameter[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    const value = equals === -1 ? '' : pair.slice(equals + 1);
    parameters.push({ name: decodeQueryComponent(name), value: decodeQueryComponent(value) });
  }
  return parameters;
}

/** Encodes parameters and sorts them by encoded name, then by encoded value, by code point. */
export function canonicalQuery(parameters: readonly QueryParameter[]): string {
  if (parameters.length === 0) return '';
  return parameters
    .map(({ name, value }) => ({ name: percentEncode(name), value: percentEncode(value) }))
    .toSorted((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
