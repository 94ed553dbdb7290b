import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Redacted } from '../redacted.ts';
import { canonicalPath } from './canonical-path.ts';
import { canonicalQuery } from './canonical-query.ts';
import { canonicalRequest, payloadHash } from './canonical-request.ts';
import { parseSignature } from './parsed-signature.ts';
import { scopeOf } from './scope.ts';
import { signRequest } from './sign.ts';
import { type SignedRequest, targetPath } from './signed-request.ts';
import { signingKey } from './signing-key.ts';
import { stringToSign } from './string-to-sign.ts';
import { verifySignature } from './verify.ts';

interface Vector {
  /** The signed request as text. */
  readonly sreq: string;
  readonly creq: string;
  readonly sts: string;
  readonly authz: string;
}

const SECRET = new Redacted('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');
const NOW = Date.UTC(2015, 7, 30, 12, 36);
const EXPECTED = { service: 'service', regions: new Set(['us-east-1']) };
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The request that the text of a vector stands for; a line that begins with a blank continues the one before. */
function requestOf(text: string): SignedRequest {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const [head = '', body = ''] = bytes.split('\n\n', 2);
  const [requestLine = '', ...lines] = head.trimEnd().split(/\n(?![ \t])/);
  const method = requestLine.slice(0, requestLine.indexOf(' '));
  const target = requestLine.slice(method.length + 1, requestLine.lastIndexOf(' '));
  const rawHeaders = lines.flatMap(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]);
  return { method, target, rawHeaders, body: Buffer.from(body, 'latin1') };
}

function withoutHeader(request: SignedRequest, name: string): SignedRequest {
  const rawHeaders = request.rawHeaders.filter(
    (_, at) => request.rawHeaders[at - (at % 2)]?.toLowerCase() !== name.toLowerCase(),
  );
  return { ...request, rawHeaders };
}

function headerOf(request: SignedRequest, name: string): string | undefined {
  const at = request.rawHeaders.findIndex((header, index) => index % 2 === 0 && header.toLowerCase() === name);
  return at === -1 ? undefined : request.rawHeaders[at + 1]?.trim();
}

function verify(request: SignedRequest): void {
  const parsed = parseSignature(request);
  const key = signingKey(SECRET, parsed.date, parsed.region, parsed.service);
  verifySignature(request, parsed, { signingKey: key, now: NOW, expected: EXPECTED });
}

function checkVector(vector: Vector): void {
  // Not the header in `sreq`: in one case of the suite it carries the signature of another case.
  const unsigned = withoutHeader(requestOf(vector.sreq), 'authorization');
  const sent = { ...unsigned, rawHeaders: [...unsigned.rawHeaders, 'Authorization', vector.authz] };
  const parsed = parseSignature(sent);
  const headers = parsed.headers.unwrap();
  const tokenIsSigned = parsed.signedHeaders.includes('x-amz-security-token');
  const covered = tokenIsSigned ? sent : withoutHeader(sent, 'x-amz-security-token');

  const canonical = canonicalRequest({
    method: sent.method,
    path: canonicalPath(targetPath(sent.target)),
    query: canonicalQuery(parsed.query.unwrap()),
    signedHeaders: parsed.signedHeaders,
    header: name => headers.get(name),
    payloadHash: payloadHash(sent.body),
  });
  assert.equal(canonical, vector.creq);
  assert.equal(stringToSign(parsed.timestamp, scopeOf(parsed), canonical), vector.sts);

  const token = headerOf(covered, 'x-amz-security-token');
  const signed = signRequest(covered, {
    credentials: {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: SECRET,
      sessionToken: token === undefined ? undefined : new Redacted(token),
    },
    region: 'us-east-1',
    service: 'service',
    now: NOW,
  });
  assert.equal(signed.at(-1), vector.authz);

  verify(covered);
  verify({ ...covered, rawHeaders: signed });
  if (!tokenIsSigned && headerOf(sent, 'x-amz-security-token') !== undefined) {
    assert.throws(() => verify(sent), {
      name: 'AwsError',
      message: 'There were headers present in the request which were not signed',
    });
  }
}

const file = join(
  process.env['COFFER_SHARED'] ?? join(import.meta.dirname, '../../../../../shared'),
  'reference/sigv4-vectors.json',
);
const skip = existsSync(file) ? false : `${file} is not there; set COFFER_SHARED`;

test(
  "AWS's test suite: canonical request, string to sign, signature and verification of all 34 cases",
  { skip },
  async t => {
    // The file is data of ours with exactly this shape.
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: Readonly<Record<string, Vector>> };
    const entries = Object.entries(cases);
    assert.equal(entries.length, 34);
    for (const [name, vector] of entries) await t.test(name, () => checkVector(vector));
  },
);

/** A few cases of the same suite in small, for machines without the file. */
const INLINE: readonly {
  readonly name: string;
  readonly lines: readonly string[];
  readonly canonical: readonly string[];
  readonly signature: string;
}[] = [
  {
    name: 'a bare GET',
    lines: ['GET / HTTP/1.1'],
    canonical: ['GET', '/', ''],
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    name: 'dot segments',
    lines: ['GET /example1/example2/../.. HTTP/1.1'],
    canonical: ['GET', '/', ''],
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    name: 'double slashes',
    lines: ['GET //example// HTTP/1.1'],
    canonical: ['GET', '/example/', ''],
    signature: '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84',
  },
  {
    name: 'a raw UTF-8 path',
    lines: ['GET /\u1234 HTTP/1.1'],
    canonical: ['GET', '/%E1%88%B4', ''],
    signature: '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85',
  },
  {
    name: 'query sorted by name, then value',
    lines: ['GET /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1 HTTP/1.1'],
    canonical: ['GET', '/', '%E1%88%B4=Value1&Param=Value2&Param-3=Value3'],
    signature: '371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac',
  },
];

for (const { name, lines, canonical, signature } of INLINE) {
  test(`signs and verifies ${name}`, () => {
    const authz = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`;
    const creq = `${canonical.join('\n')}\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n${EMPTY_HASH}`;
    const sreq = [
      ...lines,
      'Host:example.amazonaws.com',
      'X-Amz-Date:20150830T123600Z',
      `Authorization: ${authz}`,
    ].join('\n');
    const sts = stringToSign('20150830T123600Z', '20150830/us-east-1/service/aws4_request', creq);

    checkVector({ sreq, creq, sts, authz });
  });
}
