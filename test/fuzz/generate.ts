/** Requests that no client sends: bodies, headers, targets and signatures that are wrong in as many ways as can be. */
import * as fc from 'fast-check';
import type { OperationContract } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import { almostValid, anyBody, anyText, MEMBERS } from './generate-body.ts';

/** A request before or after it is signed. */
export interface FuzzRequest {
  readonly method: string;
  readonly target: string;
  /** Name, value, name, value. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  /** Undefined: it goes without a signature. */
  readonly signed: { readonly service: string; readonly region: string } | undefined;
  /** What is done to the headers after signing. */
  readonly damage: (rawHeaders: readonly string[]) => readonly string[];
}

/** All kinds of requests together. */
export function anyRequest(): fc.Arbitrary<FuzzRequest> {
  return fc.oneof(
    { weight: 5, arbitrary: signedAlmostValid() },
    { weight: 4, arbitrary: signedJson() },
    { weight: 2, arbitrary: signedQuery() },
    { weight: 2, arbitrary: signedRest() },
    { weight: 2, arbitrary: damagedSignature() },
    { weight: 2, arbitrary: nothingRight() },
  );
}

/** Service, operation and target of everything that is built. */
const OPERATIONS = Object.entries(services).flatMap(([service, contract]) =>
  Object.keys(contract.operations).map(operation => ({
    service,
    operation,
    target: `${contract.targetPrefixes[0] ?? ''}.${operation}`,
  })),
);

function keep(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders;
}

/** A right signature over a body that is nearly right. */
function signedAlmostValid(): fc.Arbitrary<FuzzRequest> {
  return almostValid().map(({ service, operation, body }) => ({
    method: 'POST',
    target: '/',
    rawHeaders: [
      ...host(service),
      'Content-Type',
      'application/x-amz-json-1.1',
      'X-Amz-Target',
      targets.get(`${service}.${operation}`) ?? '',
    ],
    body,
    signed: { service, region: 'us-east-1' },
    damage: keep,
  }));
}

const targets: ReadonlyMap<string, string> = new Map(
  OPERATIONS.map(({ service, operation, target }) => [`${service}.${operation}`, target]),
);

/** A signature that is right over a body that need not be. */
function signedJson(): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({ operation: fc.constantFrom(...OPERATIONS), body: anyBody(), minor: fc.constantFrom('0', '1', '1', '1') })
    .map(({ operation: { service, target }, body, minor }) => {
      const rawHeaders = [
        ...host(service),
        'Content-Type',
        `application/x-amz-json-1.${minor}`,
        'X-Amz-Target',
        target,
      ];
      return { method: 'POST', target: '/', rawHeaders, body, signed: { service, region: 'us-east-1' }, damage: keep };
    });
}

/** The Query protocol, in the body or in the URL. */
function signedQuery(): fc.Arbitrary<FuzzRequest> {
  const pair = fc.tuple(
    fc.oneof(
      fc.constantFrom(
        ...MEMBERS,
        'Tags.member.1.Key',
        'Tags.member.0',
        'Tags.member.99999999999',
        'VersionStages.member.1',
      ),
      fc.string(),
    ),
    anyText(),
  );
  const form = fc
    .tuple(
      fc.constantFrom('GetSecretValue', 'CreateSecret', 'ListSecrets', 'toString', '__proto__'),
      fc.array(pair, { maxLength: 6 }),
    )
    .map(([action, pairs]) => {
      const all: readonly (readonly [string, string])[] = [['Action', action], ['Version', '2017-10-17'], ...pairs];
      return all.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
    });
  const text = fc.oneof(
    { weight: 4, arbitrary: form },
    { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9%&=+.~-]{0,60}$/) },
  );
  return fc.record({ text, isGet: fc.boolean() }).map(({ text: query, isGet }) => ({
    method: isGet ? 'GET' : 'POST',
    target: isGet ? `/?${query}` : '/',
    rawHeaders: [...host('secretsmanager'), 'Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
    body: isGet ? new Uint8Array() : Buffer.from(query, 'utf8'),
    signed: { service: 'secretsmanager', region: 'us-east-1' },
    damage: keep,
  }));
}

/** Paths and methods of REST operations, with anything in the place of their labels, their query and their body. */
function signedRest(): fc.Arbitrary<FuzzRequest> {
  const label = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('made', '$LATEST', 'arn:aws:lambda:us-east-1:123456789012:function:made') },
    { weight: 2, arbitrary: anyText().map(encode) },
    { weight: 2, arbitrary: fc.stringMatching(/^[%/.:a-f0-9]{0,12}$/) },
  );
  const query = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    {
      weight: 2,
      arbitrary: fc.constantFrom('?Qualifier=%24LATEST', '?MaxItems=1e9', '?Marker=', '?tagKeys=a&tagKeys=b'),
    },
    { weight: 1, arbitrary: fc.stringMatching(/^\?[A-Za-z0-9%&=+.~-]{0,40}$/) },
  );
  const headers = fc.constantFrom(
    [],
    ['Content-Type', 'application/json'],
    // A function is not run here.
    ['X-Amz-Invocation-Type', 'DryRun', 'X-Amz-Client-Context', '%%%'],
  );
  return fc
    .record({ operation: fc.constantFrom(...REST), label, query, headers, body: anyBody() })
    .map(({ operation: { service, method, uri }, label: text, query: more, headers: extra, body }) => ({
      method,
      target: uri.replaceAll(/\{[^}]*\}/g, () => text) + more,
      rawHeaders: [...host(service), ...extra],
      body: method === 'GET' ? new Uint8Array() : body,
      signed: { service, region: 'us-east-1' },
      damage: keep,
    }));
}

const REST = Object.entries(services).flatMap(([service, contract]) =>
  Object.values(contract.operations).flatMap(({ http }: OperationContract) =>
    http === undefined ? [] : [{ service, method: http.method, uri: http.uri }],
  ),
);

/** A right request whose headers were changed after signing. */
function damagedSignature(): fc.Arbitrary<FuzzRequest> {
  const change = fc.record({
    header: fc.constantFrom('authorization', 'x-amz-date', 'host', 'x-amz-target', 'content-type'),
    how: fc.constantFrom('cut', 'double', 'remove', 'splice', 'replace', 'again'),
    at: fc.nat(300),
    text: latin1(),
    scope: fc.record({
      service: fc.constantFrom('secretsmanager', 'kms', 'iam', ''),
      region: fc.constantFrom('us-east-1', 'eu-west-1', '', '/'),
    }),
  });
  return fc.tuple(change, anyBody()).map(([{ header, how, at, text, scope }, body]) => ({
    method: 'POST',
    target: '/',
    rawHeaders: [
      ...host('secretsmanager'),
      'Content-Type',
      'application/x-amz-json-1.1',
      'X-Amz-Target',
      'secretsmanager.ListSecrets',
    ],
    body,
    signed: scope,
    damage: (rawHeaders: readonly string[]) => damaged(rawHeaders, header, value => HOW[how]?.(value, at, text) ?? []),
  }));
}

const HOW: Readonly<Record<string, (value: string, at: number, text: string) => readonly string[]>> = {
  cut: (value, at) => [value.slice(0, at)],
  double: value => [`${value}${value}`],
  remove: () => [],
  splice: (value, at, text) => [`${value.slice(0, at)}${text}${value.slice(at + 1)}`],
  replace: (_value, _at, text) => [text],
  again: (value, _at, text) => [value, text],
};

/** Gives a header the values that `change` makes of its value; none: the header is gone. */
function damaged(
  rawHeaders: readonly string[],
  name: string,
  change: (value: string) => readonly string[],
): readonly string[] {
  const out: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [own = '', value = ''] = rawHeaders.slice(i, i + 2);
    const values = own.toLowerCase() === name ? change(value) : [value];
    for (const changed of values) out.push(own, changed);
  }
  return out;
}

/** Method, target and headers that follow no service. */
function nothingRight(): fc.Arbitrary<FuzzRequest> {
  const name = fc.constantFrom(
    'Host',
    'X-Amz-Target',
    'Content-Type',
    'Authorization',
    'X-Amz-Date',
    'X-Amz-Security-Token',
    'User-Agent',
    'X-Amz-Content-Sha256',
    'Transfer-Encoding',
    '__proto__',
  );
  const value = fc.oneof(
    latin1(),
    fc.constantFrom(
      'application/x-amz-json-1.1',
      'application/x-amz-json-1.1;;;=',
      'secretsmanager.__proto__',
      'secretsmanager.constructor',
      'secretsmanager.',
      '.',
      'secretsmanager.us-east-1.amazonaws.com',
      'secretsmanager..amazonaws.com',
      '[::1]:99999',
      'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=;;, Signature=',
      `AWS4-HMAC-SHA256 Credential=${'/'.repeat(9_000)}`,
      '20260926T192954Z',
    ),
  );
  const query = fc.constantFrom(
    '',
    '?',
    '?%',
    '?Action=GetSecretValue&Action=x',
    '?X-Amz-Algorithm=AWS4-HMAC-SHA256',
    '?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2Fb&X-Amz-Expires=1e9&X-Amz-SignedHeaders=host&X-Amz-Date=x&X-Amz-Signature=y',
    `?${'a&'.repeat(5_000)}`,
    `?a=${'%41'.repeat(5_000)}`,
  );
  return fc.record({
    method: fc.constantFrom('POST', 'GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH'),
    target: fc
      .tuple(fc.constantFrom('/', '//', '/a/..', '*', '', '/%00', '/%zz', 'http://x/'), query)
      .map(([path, rest]) => path + rest),
    rawHeaders: fc.array(fc.tuple(name, value), { maxLength: 8 }).map(pairs => pairs.flat()),
    body: anyBody(),
    signed: fc.constantFrom(undefined, undefined, { service: 'secretsmanager', region: 'us-east-1' }),
    damage: fc.constant(keep),
  });
}

/** What a header of node:http may hold: one byte a character. */
function latin1(): fc.Arbitrary<string> {
  return fc
    .array(
      fc.integer({ min: 32, max: 255 }).filter(byte => byte !== 127),
      { maxLength: 60 },
    )
    .map(bytes => String.fromCharCode(...bytes));
}

function host(service: string): readonly string[] {
  return ['Host', `${service}.us-east-1.amazonaws.com`];
}

/** A lone surrogate has no UTF-8, and `encodeURIComponent` throws for it. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
