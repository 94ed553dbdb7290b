import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsError } from '../aws-error.ts';
import { Redacted } from '../redacted.ts';
import { parseSignature } from './parsed-signature.ts';
import { type Credentials, presignTarget, signRequest } from './sign.ts';
import type { SignedRequest } from './signed-request.ts';
import { signingKey } from './signing-key.ts';
import { verifySignature } from './verify.ts';

const SECRET = new Redacted('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');
const CREDENTIALS: Credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET };
const NOW = Date.UTC(2026, 1, 3, 4, 5, 6);
const SCOPE = { region: 'eu-central-1', service: 'secretsmanager' };

function signed(request: SignedRequest, credentials = CREDENTIALS): SignedRequest {
  return { ...request, rawHeaders: signRequest(request, { credentials, ...SCOPE, now: NOW }) };
}

function presigned(request: SignedRequest, expiresSeconds: number, credentials = CREDENTIALS): SignedRequest {
  return { ...request, target: presignTarget(request, { credentials, ...SCOPE, now: NOW, expiresSeconds }) };
}

function verify(request: SignedRequest, now = NOW): void {
  const parsed = parseSignature(request);
  // The key id is proven by its secret alone; another one has another secret.
  const secret = parsed.accessKeyId === CREDENTIALS.accessKeyId ? SECRET : new Redacted(parsed.accessKeyId);
  const key = signingKey(secret, parsed.date, parsed.region, parsed.service);
  const expected = { service: SCOPE.service, regions: new Set([SCOPE.region]) };
  verifySignature(request, parsed, { signingKey: key, now, expected });
}

function withHeader(request: SignedRequest, name: string, edit: (value: string) => string): SignedRequest {
  const rawHeaders = request.rawHeaders.map((text, at) =>
    at % 2 === 1 && request.rawHeaders[at - 1]?.toLowerCase() === name ? edit(text) : text,
  );
  return { ...request, rawHeaders };
}

const unreserved = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~'), minLength: 1, maxLength: 12 });
// Not `..`, which would swallow the segment before it, changed or not.
const segment = unreserved.filter(text => text !== '..');
const latin1 = fc.string({
  unit: fc.integer({ min: 0x21, max: 0xff }).map(code => String.fromCharCode(code)),
  maxLength: 12,
});
const requests: fc.Arbitrary<SignedRequest> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  target: fc
    .tuple(fc.array(segment, { maxLength: 3 }), fc.array(fc.tuple(unreserved, latin1), { maxLength: 4 }))
    .map(([path, query]) => {
      const pairs = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      return `/${path.join('/')}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
    }),
  rawHeaders: fc
    .uniqueArray(
      fc.tuple(
        unreserved.map(name => `x-test-${name}`),
        latin1,
      ),
      { maxLength: 4, selector: ([name]) => name.toLowerCase() },
    )
    .map(extra => ['Host', 'localhost:8443', 'X-Amz-Target', 'secretsmanager.GetSecretValue'].concat(extra.flat())),
  body: fc.uint8Array({ maxLength: 60 }),
});

test('what our client signs is accepted, in the header and in the query', () => {
  fc.assert(
    fc.property(requests, fc.option(unreserved), (request, token) => {
      const credentials = { ...CREDENTIALS, sessionToken: token === null ? undefined : new Redacted(token) };

      verify(signed(request, credentials));
      verify(presigned(request, 60, credentials), NOW + 59_000);
    }),
    { numRuns: 150 },
  );
});

test("what AWS's SDK signs is accepted, in the header and in the query", async () => {
  const signer = new SignatureV4({
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET.unwrap(), sessionToken: 'token/+==' },
    ...SCOPE,
    sha256: Sha256,
  });
  const query = { 'a b': 'c+d/\u00e9=', list: ['2', '1'], empty: '' };
  const request = new HttpRequest({
    method: 'POST',
    protocol: 'https:',
    hostname: 'localhost',
    path: '/2015-03-31/functions/arn%3Aaws%3Alambda/x/',
    query,
    headers: { host: 'localhost:8443', 'x-amz-target': 'secretsmanager.GetSecretValue', 'x-many': ' a   b ' },
    body: '{"SecretId":"a"}',
  });

  const bySigner = await signer.sign(request, { signingDate: new Date(NOW) });
  const byPresigner = await signer.presign(request, { signingDate: new Date(NOW), expiresIn: 900 });

  verify(asSent(bySigner));
  verify(asSent(byPresigner), NOW + 899_000);
});

/** What Node's client would put on the wire. */
function asSent(request: Awaited<ReturnType<SignatureV4['sign']>>): SignedRequest {
  const pairs = Object.entries(request.query ?? {}).flatMap(([name, values]) =>
    [values ?? ''].flat().map(value => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  return {
    method: request.method,
    target: pairs.length === 0 ? request.path : `${request.path}?${pairs.join('&')}`,
    rawHeaders: Object.entries(request.headers).flat(),
    body: Buffer.from(String(request.body)),
  };
}

test('one changed byte anywhere in what is signed, or in the signature, is refused', () => {
  const kinds = fc.constantFrom('method', 'target', 'header', 'body', 'signature', 'timestamp', 'credential');
  fc.assert(
    fc.property(requests, kinds, fc.nat(), fc.boolean(), (request, kind, seed, inQuery) => {
      const original = inQuery ? presigned(request, 60) : signed(request);
      const changed = change(original, kind, seed, inQuery);

      if (changed !== undefined) assert.throws(() => verify(changed), AwsError);
    }),
    { numRuns: 400 },
  );
});

/** Another request that differs in one letter or digit; undefined when there is none to change. */
function change(request: SignedRequest, kind: string, seed: number, inQuery: boolean): SignedRequest | undefined {
  const { method, target, rawHeaders, body } = request;
  const inSignature = (pattern: RegExp): SignedRequest => {
    const replace = (text: string) => text.replace(pattern, part => flip(part, seed) ?? '');
    return inQuery ? { ...request, target: replace(target) } : withHeader(request, 'authorization', replace);
  };
  switch (kind) {
    case 'method':
      return { ...request, method: flip(method, seed) ?? '' };
    case 'target': {
      const path = flip(target.split('?')[0] ?? '', seed);
      return path === undefined
        ? { ...request, target: `${target}${target.includes('?') ? '&' : '?'}x=1` }
        : { ...request, target: path + target.slice(path.length) };
    }
    case 'body': {
      if (body.length === 0) return { ...request, body: Buffer.from('x') };
      return { ...request, body: body.map((byte, at) => (at === seed % body.length ? byte ^ 1 : byte)) };
    }
    case 'header': {
      // Not the last, which is Authorization in one of the two.
      const at = 2 * (seed % (Math.floor(rawHeaders.length / 2) - (inQuery ? 0 : 1))) + 1;
      const value = flip(rawHeaders[at] ?? '', seed) ?? 'x';
      return { ...request, rawHeaders: rawHeaders.map((text, index) => (index === at ? value : text)) };
    }
    case 'signature':
      return inSignature(/(?<=Signature=)[0-9a-f]+/);
    case 'timestamp': {
      const replace = (text: string) => text.replace(/\d{8}T\d{6}Z/, stamp => `${stamp.slice(0, 14)}7Z`);
      return inQuery ? { ...request, target: replace(target) } : withHeader(request, 'x-amz-date', replace);
    }
    default:
      return inSignature(/(?<=Credential=)[^,&]+/);
  }
}

/** The text with one of its letters or digits exchanged for another one; undefined without any. */
function flip(text: string, seed: number): string | undefined {
  // What follows a percent sign may mean the same in the other case.
  const places = [...text.matchAll(/(?<!%.?)[A-Za-z0-9]/g)].map(match => match.index);
  const at = places[seed % places.length];
  if (at === undefined) return undefined;
  return `${text.slice(0, at)}${text.charAt(at) === 'q' ? 'r' : 'q'}${text.slice(at + 1)}`;
}

test('a client signs no header that proxies change, and sets its own anew', () => {
  const rawHeaders = [
    'Host',
    'h',
    'Connection',
    'close',
    'User-Agent',
    'u',
    'authorization',
    'old',
    'x-amz-date',
    'old',
  ];

  const signedHeaders = signed({ method: 'GET', target: '/', rawHeaders, body: new Uint8Array() }).rawHeaders;

  assert.deepEqual(signedHeaders.slice(0, -1), [
    ...rawHeaders.slice(0, 6),
    'X-Amz-Date',
    '20260203T040506Z',
    'Authorization',
  ]);
  assert.match(signedHeaders.at(-1) ?? '', / SignedHeaders=host;x-amz-date, /);
});

test('a client presigns no lifetime that a server refuses', () => {
  const request = { method: 'GET', target: '/', rawHeaders: ['Host', 'h'], body: new Uint8Array() };

  for (const expiresSeconds of [0, -1, 604_801, Number.NaN]) {
    assert.throws(() => presigned(request, expiresSeconds), RangeError);
  }
});
