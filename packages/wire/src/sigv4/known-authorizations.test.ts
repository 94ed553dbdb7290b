import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { KnownAuthorizations } from './known-authorizations.ts';
import { parseSignature } from './parsed-signature.ts';

const DIGITS = 'a'.repeat(64);
const OTHER_DIGITS = 'b'.repeat(64);
const USUAL = 'AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=';

test('with known headers or without, every header says the same', () => {
  const piece = fc.constantFrom(
    'AWS4-HMAC-SHA256',
    'Credential=AKID/20150830/us-east-1/iam/aws4_request',
    'Credential=OTHER/20150830/us-east-1/iam/aws4_request',
    'SignedHeaders=host',
    'SignedHeaders=host;x-amz-date',
    `Signature=${DIGITS}`,
    `Signature=${OTHER_DIGITS}`,
    `XSignature=${DIGITS}`,
    `Signature=${DIGITS.slice(1)}`,
    DIGITS,
    'Signature=',
    ',',
    ', ',
    ' ',
  );
  const header = fc.oneof(
    fc.constantFrom(`${USUAL}${DIGITS}`, `${USUAL}${OTHER_DIGITS}`, `${USUAL}${DIGITS.toUpperCase()}`),
    fc.array(piece, { maxLength: 9 }).map(pieces => `AWS4-HMAC-SHA256 ${pieces.join('')}`),
  );
  const date = fc.constantFrom('20150830T123600Z', 'yesterday', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(header, date), { maxLength: 6 }), requests => {
      const known = new KnownAuthorizations();
      for (const [authorization, at] of requests) {
        assert.deepEqual(outcome(authorization, at, known), outcome(authorization, at));
      }
    }),
    { numRuns: 500 },
  );
});

test('what ends otherwise is not taken for a known header', () => {
  const pairs = [
    // The signature stands elsewhere.
    [`${USUAL}${DIGITS}, XSignature=${DIGITS}`, `${USUAL}${DIGITS}, XSignature=${OTHER_DIGITS}`],
    // Another parameter follows, as long as what the signature lacks.
    [`${USUAL}${DIGITS}`, `${USUAL}${DIGITS.slice(5)},x=yz`],
    [`${USUAL}${DIGITS}`, `${USUAL}${DIGITS.slice(1)} `],
    [`${USUAL}${DIGITS}`, `${USUAL}${DIGITS}0`],
  ] as const;
  for (const [first, second] of pairs) {
    const known = new KnownAuthorizations();
    parse(first, '20150830T123600Z', known);

    const claim = outcome(second, '20150830T123600Z', known);

    assert.deepEqual(claim, outcome(second, '20150830T123600Z'));
  }
});

test('a known header is not read again', () => {
  const known = new KnownAuthorizations();

  const first = parse(`${USUAL}${DIGITS}`, '20150830T123600Z', known);
  const second = parse(`${USUAL}${OTHER_DIGITS}`, '20150830T123700Z', known);

  assert.equal(second.signedHeaders, first.signedHeaders);
  assert.equal(second.signature, OTHER_DIGITS);
});

test('the oldest is forgotten when there are many, and long ones are not kept', () => {
  const known = new KnownAuthorizations();
  const said = { credential: parse(`${USUAL}${DIGITS}`, '20150830T123600Z'), signedHeaders: ['host'] };

  for (let i = 0; i <= 1_000; i++) known.add(`${i} Signature=${DIGITS}`, said);
  known.add(`${'x'.repeat(1_000)} Signature=${DIGITS}`, said);

  assert.equal(known.get(`0 Signature=${DIGITS}`), undefined);
  assert.equal(known.get(`1000 Signature=${DIGITS}`), said);
  assert.equal(known.get(`${'x'.repeat(1_000)} Signature=${DIGITS}`), undefined);
});

function parse(authorization: string, at: string, known?: KnownAuthorizations) {
  const rawHeaders = ['Host', 'localhost', 'X-Amz-Date', at, 'Authorization', authorization];
  return parseSignature({ method: 'POST', target: '/', rawHeaders, body: new Uint8Array() }, known);
}

/** The claim without what prints as nothing, or the error. */
function outcome(authorization: string, at: string, known?: KnownAuthorizations): unknown {
  try {
    const { headers, query, ...claim } = parse(authorization, at, known);
    return [claim, headers.unwrap(), query.unwrap()];
  } catch (error) {
    return String(error);
  }
}
