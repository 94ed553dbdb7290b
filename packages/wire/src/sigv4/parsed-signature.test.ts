import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { AwsError } from '../aws-error.ts';
import { parseSignature } from './parsed-signature.ts';

const SIGNATURE = 'f'.repeat(64);
const CREDENTIAL = 'AKIDEXAMPLE/20150830/us-east-1/secretsmanager/aws4_request';
const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-date, Signature=${SIGNATURE}`;
const DATED = ['Host', 'localhost', 'X-Amz-Date', '20150830T123600Z'];
const QUERY = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${CREDENTIAL.replaceAll('/', '%2F')}&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Signature=${SIGNATURE}`;

function parse(rawHeaders: readonly string[], target = '/') {
  return parseSignature({ method: 'POST', target, rawHeaders, body: new Uint8Array() });
}

function authorized(authorization: string, headers: readonly string[] = DATED) {
  return parse([...headers, 'Authorization', authorization]);
}

function error(f: () => unknown): AwsError {
  try {
    f();
  } catch (thrown) {
    assert.ok(thrown instanceof AwsError, String(thrown));
    return thrown;
  }
  return assert.fail('nothing was thrown');
}

function base64Hash(text: string): string {
  return hash('sha256', text, 'base64');
}

test('reads the parts of an Authorization header, in any order and with any blanks between', () => {
  const parsed = authorized(
    `  AWS4-HMAC-SHA256   Signature=${SIGNATURE},SignedHeaders=host;x-amz-date,  Credential=${CREDENTIAL} `,
    [...DATED, 'X-Amz-Security-Token', 'token'],
  );

  assert.deepEqual(
    [parsed.accessKeyId, parsed.date, parsed.region, parsed.service, parsed.terminator],
    CREDENTIAL.split('/'),
  );
  assert.deepEqual(parsed.signedHeaders, ['host', 'x-amz-date']);
  assert.equal(parsed.signature, SIGNATURE);
  assert.equal(parsed.timestamp, '20150830T123600Z');
  assert.equal(parsed.signedAtMs, Date.UTC(2015, 7, 30, 12, 36));
  assert.equal(parsed.sessionToken?.unwrap(), 'token');
  assert.equal(parsed.presigned, false);
});

test('reads the parts of a presigned query', () => {
  const parsed = parse(['Host', 'localhost'], `/?${QUERY}&X-Amz-Expires=90&X-Amz-Security-Token=a%2Fb`);

  assert.equal(parsed.accessKeyId, 'AKIDEXAMPLE');
  assert.deepEqual(parsed.signedHeaders, ['host']);
  assert.equal(parsed.sessionToken?.unwrap(), 'a/b');
  assert.equal(parsed.presigned, true);
  assert.equal(parsed.expiresSeconds, 90);
});

test('shows no token, header or parameter when printed', () => {
  const inHeader = authorized(AUTHORIZATION, [...DATED, 'X-Amz-Security-Token', 'hush']);
  const inQuery = parse(['Host', 'localhost'], `/?${QUERY}&X-Amz-Security-Token=hush`);

  assert.doesNotMatch(inspect([inHeader, inQuery], { depth: 9 }) + JSON.stringify([inHeader, inQuery]), /hush/);
});

test('a request without a signature of this kind has none', () => {
  for (const headers of [[], ['Authorization', ''], ['Authorization', 'Bearer x'], ['Authorization', 'AWS key:sig']]) {
    const thrown = error(() => parse([...DATED, ...headers]));

    assert.equal(thrown.code, 'MissingAuthenticationTokenException');
    assert.equal(thrown.queryCode, 'MissingAuthenticationToken');
    assert.equal(thrown.message, 'Missing Authentication Token');
    assert.deepEqual([thrown.status, thrown.queryStatus], [400, 403]);
  }
});

test('what is missing is named, all of it, and the header itself only as a hash', () => {
  const thrown = error(() => authorized('AWS4-HMAC-SHA256', ['Host', 'localhost']));

  assert.equal(thrown.code, 'IncompleteSignatureException');
  assert.equal(thrown.queryCode, 'IncompleteSignature');
  assert.deepEqual([thrown.status, thrown.queryStatus], [400, 400]);
  assert.equal(
    thrown.message,
    "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
      "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a " +
      "'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) " +
      `Authorization=${base64Hash('AWS4-HMAC-SHA256')}`,
  );
});

test('a piece that is no pair, a pair that is there twice and an empty piece are refused', () => {
  for (const text of [
    'AWS4-HMAC-SHA256 Credential',
    `${AUTHORIZATION}, Signature=1`,
    `${AUTHORIZATION},`,
    AUTHORIZATION.replace('AKID', 'AK ID'),
  ]) {
    const thrown = error(() => authorized(text));

    assert.equal(thrown.code, 'IncompleteSignatureException');
    assert.equal(
      thrown.message,
      'Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with ' +
        `Base64): '${base64Hash(text)}'.`,
    );
  }
});

test('only one algorithm is spoken', () => {
  const message = "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only AWS4-HMAC-SHA256 for now). ";

  assert.equal(error(() => authorized(AUTHORIZATION.replace('SHA256', 'SHA25'))).message, message);
  assert.match(
    error(() => authorized(AUTHORIZATION.replace('SHA256', 'x'.repeat(999)))).message,
    /'AWS4-HMAC-x{54}\.\.\.'/,
  );
  assert.equal(error(() => parse(DATED, `/?${QUERY.replace('SHA256', 'SHA25')}`)).message, message);
});

test('a credential has five parts, and what was sent instead is not shown', () => {
  const thrown = error(() => authorized(AUTHORIZATION.replace('AKIDEXAMPLE', 'wJalr/UtnFEMI')));

  assert.equal(thrown.code, 'IncompleteSignatureException');
  assert.equal(
    thrown.message,
    'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got (hashed with ' +
      `SHA-256 and encoded with Base64): '${base64Hash(CREDENTIAL.replace('AKIDEXAMPLE', 'wJalr/UtnFEMI'))}'`,
  );
  for (const credential of ['', 'a/b/c/d', 'a/b/c/d/', '/b/c/d/e', `a/b/${'c'.repeat(65)}/d/e`]) {
    assert.equal(
      error(() => authorized(AUTHORIZATION.replace(CREDENTIAL, credential))).code,
      'IncompleteSignatureException',
    );
  }
});

test('a key id or a session token that cannot exist is an unknown one', () => {
  const headers = [...DATED, 'X-Amz-Security-Token'];

  for (const f of [
    () => authorized(AUTHORIZATION.replace('AKIDEXAMPLE', 'AKID-EXAMPLE')),
    () => authorized(AUTHORIZATION.replace('AKIDEXAMPLE', 'A'.repeat(129))),
    () => parse(DATED, `/?${QUERY.replace('AKIDEXAMPLE', 'AKID%00')}`),
    () => authorized(AUTHORIZATION, [...headers, 'x'.repeat(16_385)]),
    () => authorized(AUTHORIZATION, [...headers, '']),
  ]) {
    const thrown = error(f);
    assert.equal(thrown.code, 'UnrecognizedClientException');
    assert.equal(thrown.queryCode, 'InvalidClientTokenId');
    assert.deepEqual([thrown.status, thrown.queryStatus], [400, 403]);
    assert.equal(thrown.message, 'The security token included in the request is invalid.');
  }
  authorized(AUTHORIZATION, [...headers, 'x'.repeat(16_384)]);
});

test('a date is of ISO 8601, or of HTTP in the Date header only', () => {
  const httpDate = 'Sun, 30 Aug 2015 12:36:00 GMT';
  const host = ['Host', 'localhost'];

  assert.equal(authorized(AUTHORIZATION, [...host, 'Date', httpDate]).timestamp, '20150830T123600Z');
  assert.equal(authorized(AUTHORIZATION, [...host, 'Date', '20150830T123600Z']).timestamp, '20150830T123600Z');
  assert.equal(authorized(AUTHORIZATION, [...DATED, 'Date', 'whatever']).timestamp, '20150830T123600Z');
  for (const [name, value] of [
    ['X-Amz-Date', '201'],
    ['X-Amz-Date', httpDate],
    ['Date', 'Sunday, 30-Aug-15 12:36:00 GMT'],
  ] as const) {
    assert.equal(
      error(() => authorized(AUTHORIZATION, [...host, name, value])).message,
      `Date must be in ISO-8601 'basic format'. Got '${value}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
});

test('signed headers are lower case, ascending, unique, at most a hundred, and host is one', () => {
  const withHeaders = (names: string) => () => authorized(AUTHORIZATION.replace('host;x-amz-date', names));

  for (const names of [
    'x-amz-date;host',
    'host;host',
    'host;',
    ';host',
    'Host',
    'host;x y'.replace(' ', ':'),
    'host;\u00e9',
  ]) {
    const thrown = error(withHeaders(names));
    assert.equal(thrown.code, 'IncompleteSignatureException', names);
    assert.match(thrown.message, /^'SignedHeaders' must be lower-case header names/);
  }
  const many = Array.from({ length: 100 }, (_, at) => `x-${1000 + at}`);
  assert.match(error(withHeaders(['host', ...many].join(';'))).message, /at most 100/);
  assert.equal(withHeaders(['host', ...many.slice(1)].join(';'))().signedHeaders.length, 100);
  const thrown = error(withHeaders('x-amz-date'));
  assert.equal(thrown.code, 'InvalidSignatureException');
  assert.equal(thrown.message, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
});

test('a header that decides is there once', () => {
  for (const name of [
    'Host',
    'X-Amz-Date',
    'X-Amz-Target',
    'X-Amz-Security-Token',
    'X-Amz-Content-Sha256',
    'Authorization',
  ]) {
    const thrown = error(() => authorized(AUTHORIZATION, [...DATED, name, 'a', name.toUpperCase(), 'a']));

    assert.equal(thrown.code, 'InvalidSignatureException');
    assert.equal(thrown.message, `The request has more than one '${name.toLowerCase()}' header.`);
  }
});

test('a presigned query is complete, and each of its parameters is there once', () => {
  assert.equal(
    error(() => parse(['Host', 'localhost'], '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20150830T123600Z')).message,
    "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include " +
      "'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string " +
      'parameters.',
  );
  assert.equal(
    error(() => parse(['Host', 'localhost'], `/?${QUERY}&X-Amz-%44ate=20150830T123601Z`)).message,
    "AWS query-string parameters must include 'X-Amz-Date' only once.",
  );
  assert.equal(
    error(() => parse(['Host', 'localhost', 'X-Amz-Security-Token', 'a'], `/?${QUERY}&X-Amz-Security-Token=b`)).message,
    'The request contains a query parameter that duplicates a header value.',
  );
});

test('a presigned request lasts from a second to a week', () => {
  const expires = (text: string) => () => parse(['Host', 'localhost'], `/?${QUERY}&X-Amz-Expires=${text}`);

  assert.equal(expires('604800')().expiresSeconds, 604_800);
  assert.equal(parse(['Host', 'localhost'], `/?${QUERY}`).expiresSeconds, undefined);
  for (const text of ['', '-1', '1.5', '1e3', '0', '604801', '9'.repeat(30)]) {
    assert.equal(error(expires(text)).code, 'IncompleteSignatureException', text);
  }
});

test('broken escapes and endless targets are refused', () => {
  for (const target of ['/?a=%', '/?a=%4', '/?%zz', '/?%\u0142', `/?${'a'.repeat(32_768)}`]) {
    const thrown = error(() => parse([...DATED, 'Authorization', AUTHORIZATION], target));

    assert.equal(thrown.code, 'MalformedQueryString');
    assert.deepEqual([thrown.status, thrown.queryStatus], [400, 404]);
  }
  assert.match(error(() => authorized(`${AUTHORIZATION}, X=${'a'.repeat(8192)}`)).message, /at most 8192/);
});
