/** Generated cases as REST requests: members in paths, query strings and headers, whatever is in them. */
import type { HttpBinding, OperationContract, Shape } from '@coffer/wire';
import type { GeneratedCase } from './generate-cases.ts';
import { generateCases } from './generate-cases.ts';
import type { ValidInput } from './valid-inputs.ts';

/** One request before it is signed. */
export interface RestCase {
  /** Unique within its operation. */
  readonly name: string;
  readonly method: string;
  /** Path and query, raw. */
  readonly target: string;
  /** Names and values in turn, without Host. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

/** Every case of an operation: those of its members, and of what only a REST request has. */
export function restCases(contract: OperationContract, valid: ValidInput): readonly RestCase[] {
  const { http } = contract;
  if (http === undefined) throw new TypeError('not an operation of a REST service');
  const members = generateCases(contract, valid).map(one => requestOf(contract, http, one, valid));
  const [first] = members;
  if (first === undefined) throw new TypeError('no case');
  return [...members, ...paths(http, first), ...queries(first)];
}

/** What a member is written as where it is not JSON; undefined: it is left out. */
function scalar(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function requestOf(
  contract: OperationContract,
  { method, uri }: HttpBinding,
  { name, body }: GeneratedCase,
  valid: ValidInput,
): RestCase {
  const parsed = membersIn(body);
  // A body that is none goes to where a valid request goes.
  const values = parsed ?? new Map<string, unknown>(Object.entries(valid.input));
  const query: string[] = [];
  const headers: string[] = [];
  const rest = new Map(values);
  let path = uri;
  let payload: Uint8Array | undefined;
  let hasBody = false;
  for (const [member, shape] of Object.entries(contract.input.members)) {
    const { loc, wire = member } = shape;
    hasBody ||= loc === undefined;
    if (loc === undefined) continue;
    const value = values.get(member);
    const text = scalar(value);
    rest.delete(member);
    if (loc === 'uri') path = path.replace(`{${wire}}`, () => escape(text ?? ''));
    if (loc === 'querystring') {
      for (const each of Array.isArray(value) ? value : [value]) {
        const one = scalar(each);
        if (one !== undefined) query.push(`${escape(wire)}=${escape(one)}`);
      }
    }
    if (loc === 'header' && text !== undefined) headers.push(wire, headerText(text));
    if (loc === 'payload' && text !== undefined) payload = Buffer.from(text, 'base64');
  }
  const json = parsed === undefined ? body : JSON.stringify(onTheWire(contract.input, Object.fromEntries(rest)));
  return {
    name,
    method,
    target: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers: hasBody ? ['Content-Type', 'application/json', ...headers] : headers,
    body: payload ?? Buffer.from(hasBody ? json : ''),
  };
}

function membersIn(body: string): Map<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/** A lone surrogate has no UTF-8, and `encodeURIComponent` throws for it. */
function escape(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** What node:http lets in: one byte a character, and no line ends. */
function headerText(text: string): string {
  const bytes = Buffer.from(text.toWellFormed());
  return Buffer.from(bytes.map(byte => (byte < 32 || byte === 127 ? 63 : byte))).toString('latin1');
}

/** With the names that members have in the body. */
function onTheWire(shape: Shape, value: unknown): unknown {
  if (Array.isArray(value)) {
    return shape.kind === 'list' ? value.map((entry: unknown) => onTheWire(shape.of, entry)) : value;
  }
  if (typeof value !== 'object' || value === null || shape.kind !== 'struct') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => {
      const of = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
      return of === undefined ? [name, member] : [of.wire ?? name, onTheWire(of, member)];
    }),
  );
}

/** Labels that are no value, or another path. */
const LABELS: readonly (readonly [name: string, raw: string])[] = [
  ['empty', ''],
  ['a dot', '.'],
  ['two dots', '..'],
  ['two dots, escaped', '%2e%2e'],
  ['half an escape', '%'],
  ['an escape that is none', '%zz'],
  ['bytes that are not UTF-8', '%ff%fe'],
  ['U+0000', '%00'],
  ['a line end', '%0d%0a'],
  ['a slash, escaped', 'a%2Fb'],
  ['a slash', 'a/b'],
  ['escaped twice', '%2561'],
  ['a plus', 'a+b'],
  ['a question mark, escaped', 'a%3Fb'],
  ['9,000 characters', 'a'.repeat(9_000)],
  ['9,000 characters, escaped', '%61'.repeat(9_000)],
  ['a colon too many', 'a:b:c:d:e:f:g:h:i'],
];

function* paths({ uri }: HttpBinding, valid: RestCase): Generator<RestCase> {
  const [path = '', query] = valid.target.split('?');
  const suffix = query === undefined ? '' : `?${query}`;
  const segments = uri.split('/');
  const values = path.split('/');
  for (const [at, segment] of segments.entries()) {
    if (!segment.startsWith('{')) continue;
    for (const [name, raw] of LABELS) {
      const target = values.map((value, place) => (place === at ? raw : value)).join('/') + suffix;
      yield { ...valid, name: `${segment} is ${name}`, target };
    }
  }
  for (const [name, target] of [
    ['a slash at the end', `${path}/`],
    ['two slashes at the beginning', `/${path}`],
    ['two slashes', path.replace(/\/(?=[^/]*$)/, '//')],
    ['upper case', path.toUpperCase()],
    ['a segment too many', `${path}/more`],
    ['dots on the way', path.replace('/', '/./')],
    ['an escaped literal', path.replace('functions', '%66unctions').replace('applications', '%61pplications')],
  ] as const) {
    yield { ...valid, name: `the path has ${name}`, target: target + suffix };
  }
}

/** Query strings, in the place of the valid one and behind it. */
const QUERIES = [
  '',
  '%',
  '%zz=1',
  '%ff=1',
  '=',
  '&&',
  'unknown=1',
  'Qualifier',
  'Qualifier=',
  'Qualifier=%24LATEST&Qualifier=%24LATEST',
  'Marker=%',
  'MaxItems=1e3',
  'MaxItems=0x10',
  'MaxItems=99999999999999999999',
  'toString=1&__proto__=2',
  `a=${'%41'.repeat(3_000)}`,
  'X-Amz-Algorithm=AWS4-HMAC-SHA256',
];

function* queries(valid: RestCase): Generator<RestCase> {
  const [path = '', query] = valid.target.split('?');
  for (const text of QUERIES) {
    yield { ...valid, name: `query ?${text.slice(0, 60)}`, target: `${path}?${text}` };
    if (query !== undefined)
      yield { ...valid, name: `query behind the valid one: ${text.slice(0, 60)}`, target: `${path}?${query}&${text}` };
  }
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE']) {
    if (method !== valid.method) yield { ...valid, name: `method ${method}`, method };
  }
}
