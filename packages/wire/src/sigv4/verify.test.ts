import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
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
const MISMATCH = /^The request signature we calculated does not match the signature you provided\. /;

const EXAMPLE: SignedRequest = {
  method: 'POST',
  target: '/',
  rawHeaders: [
    'Host',
    'localhost:8443',
    'Content-Type',
    'application/x-amz-json-1.1',
    'User-Agent',
    'test',
    'X-Amz-Target',
    'secretsmanager.GetSecretValue',
  ],
  body: Buffer.from('{"SecretId":"a"}'),
};

function signed(request: SignedRequest = EXAMPLE, credentials = CREDENTIALS): SignedRequest {
  return { ...request, rawHeaders: signRequest(request, { credentials, ...SCOPE, now: NOW }) };
}

function presigned(request: SignedRequest, expiresSeconds: number, credentials = CREDENTIALS): SignedRequest {
  return { ...request, target: presignTarget(request, { credentials, ...SCOPE, now: NOW, expiresSeconds }) };
}

function verify(request: SignedRequest, now = NOW, secret = SECRET): void {
  const parsed = parseSignature(request);
  const key = signingKey(secret, parsed.date, parsed.region, parsed.service);
  verifySignature(request, parsed, {
    signingKey: key,
    now,
    expected: { service: SCOPE.service, regions: new Set([SCOPE.region]) },
  });
}

function refusal(request: SignedRequest, now = NOW): AwsError {
  try {
    verify(request, now);
  } catch (error) {
    assert.ok(error instanceof AwsError, String(error));
    return error;
  }
  return assert.fail('the request was accepted');
}

test('garbage is refused with an AwsError, never with anything else', () => {
  const wild = fc.string({
    unit: fc.integer({ min: 0, max: 0x1ff }).map(code => String.fromCharCode(code)),
    maxLength: 40,
  });
  const near = fc.oneof(
    wild,
    fc.constantFrom(
      'host',
      'x-amz-date',
      'date',
      'authorization',
      '20260203T040506Z',
      'AWS4-HMAC-SHA256 Credential=A/b/c/d/e, SignedHeaders=host, Signature=0',
    ),
  );
  const target = fc.oneof(
    near,
    fc
      .array(
        fc.constantFrom(
          '/',
          '?',
          '&',
          '=',
          '%',
          '%4',
          '..',
          'X-Amz-Algorithm=AWS4-HMAC-SHA256',
          'X-Amz-Credential=a',
          'X-Amz-Signature=f',
          '\u0100',
        ),
      )
      .map(parts => parts.join('')),
  );
  fc.assert(
    fc.property(
      near,
      target,
      fc.array(near, { maxLength: 12 }),
      fc.uint8Array({ maxLength: 8 }),
      (method, path, rawHeaders, body) => {
        refusal({ method, target: path, rawHeaders, body });
      },
    ),
    { numRuns: 500 },
  );
});

test('a garbled copy of a signed request is accepted or refused, and nothing else', () => {
  const original = signed();
  const edits = fc.tuple(fc.nat(original.rawHeaders.length - 1), fc.nat(200), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(edits, ([at, place, text]) => {
      const rawHeaders = original.rawHeaders.map((old, index) =>
        index === at ? old.slice(0, place) + text + old.slice(place + 1) : old,
      );

      try {
        verify({ ...original, rawHeaders });
      } catch (error) {
        assert.ok(error instanceof AwsError, String(error));
      }
    }),
  );
});

test('a wrong secret is refused with what should have been signed', () => {
  const request = signed();

  assert.throws(
    () => verify(request, NOW, new Redacted('another')),
    (error: unknown) => {
      assert.ok(error instanceof AwsError);
      assert.equal(error.code, 'InvalidSignatureException');
      assert.equal(error.queryCode, 'SignatureDoesNotMatch');
      assert.deepEqual([error.status, error.queryStatus], [400, 403]);
      assert.equal(
        error.message,
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n' +
          "The Canonical String for this request should have been\n'POST\n/\n\ncontent-type:application/x-amz-json-1.1\nhost:localhost:8443\nx-amz-date:20260203T040506Z\nx-amz-target:secretsmanager.GetSecretValue\n\n" +
          `content-type;host;x-amz-date;x-amz-target\n${hash('sha256', request.body)}'\n\n` +
          "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20260203T040506Z\n20260203/eu-central-1/secretsmanager/aws4_request\n" +
          "ed233a6b86feb28d52b447ee5b4b5a30b6182ca08fa90c07068cebc60cb25fa1'\n",
      );
      return true;
    },
  );
});

test('what should have been signed shows no session token, cookie or free parameter, and has an end', () => {
  const rawHeaders = [...EXAMPLE.rawHeaders, 'Cookie', 'session=hush', 'X-Long', 'y'.repeat(20_000)];
  const request = { ...EXAMPLE, rawHeaders, target: '/?Action=ChangePassword&NewPassword=hush' };
  const credentials = { ...CREDENTIALS, sessionToken: new Redacted('hush') };

  const inHeader = refusal({ ...signed(request, credentials), method: 'PUT' }).message;
  const inQuery = refusal({ ...presigned(request, 60, credentials), method: 'PUT' }).message;

  for (const message of [inHeader, inQuery]) {
    assert.match(message, MISMATCH);
    assert.doesNotMatch(message, /hush/);
    assert.match(message, /Action=ChangePassword&NewPassword=%5Bredacted%5D/);
    assert.ok(message.length < 9500);
  }
  assert.match(inHeader, /cookie:\[redacted\]/);
  assert.match(inQuery, /X-Amz-Security-Token=%5Bredacted%5D/);
});

test('a header that was named but is not there is refused, even signed as empty', () => {
  const request = signed({ ...EXAMPLE, rawHeaders: [...EXAMPLE.rawHeaders, 'X-Empty', ''] });
  verify(request);
  const at = request.rawHeaders.indexOf('X-Empty');

  const stripped = { ...request, rawHeaders: request.rawHeaders.toSpliced(at, 2) };

  assert.match(refusal(stripped).message, MISMATCH);
});

test('every x-amz- header must be signed, in the header as in the query', () => {
  const added = ['X-Amz-Target', 'secretsmanager.DeleteSecret'];
  const bare = { ...EXAMPLE, rawHeaders: ['Host', 'localhost'] };
  const message = 'There were headers present in the request which were not signed';

  for (const request of [signed(bare), presigned(bare, 60)]) {
    assert.equal(refusal({ ...request, rawHeaders: [...request.rawHeaders, ...added] }).message, message);
  }
});

test('other headers need no signature', () => {
  const request = signed();

  verify({ ...request, rawHeaders: [...request.rawHeaders, 'Accept', '*/*', 'X-Amzn-Trace-Id', 'Root=1'] });
});

test('a body is always the signed one: no unsigned or streamed payload, no hash of another', () => {
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  const claims = ['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'f'.repeat(64), ''];

  for (const claim of claims) {
    const request = { ...EXAMPLE, rawHeaders: [...EXAMPLE.rawHeaders, 'X-Amz-Content-Sha256', claim] };
    assert.equal(refusal(signed(request)).message, message);
    assert.equal(refusal(presigned({ ...EXAMPLE, target: `/?X-Amz-Content-Sha256=${claim}` }, 60)).message, message);
  }
  verify(
    signed({ ...EXAMPLE, rawHeaders: [...EXAMPLE.rawHeaders, 'X-Amz-Content-Sha256', hash('sha256', EXAMPLE.body)] }),
  );
});

test('header auth covers a parameter that is called X-Amz-Signature, because it makes the request presigned', () => {
  const request = signed();

  assert.equal(
    refusal({ ...request, target: '/?X-Amz-Signature=1' }).message,
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  );
});

test('a target that is no path is refused', () => {
  assert.equal(
    refusal({ ...signed(), target: 'http://localhost/' }).message,
    'The request path must begin with a slash.',
  );
});
