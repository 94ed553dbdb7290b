import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redacted } from '../redacted.ts';
import { type ParsedSignature, parseSignature } from './parsed-signature.ts';
import { checkScope } from './scope.ts';
import { presignTarget, signRequest } from './sign.ts';

const SIGNED_AT = Date.UTC(2015, 7, 30, 12, 36);
const EXPECTED = { service: 'secretsmanager', regions: new Set(['us-east-1', 'eu-west-1']) };
const OPTIONS = {
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: new Redacted('secret') },
  region: 'us-east-1',
  service: 'secretsmanager',
  now: SIGNED_AT,
};
const REQUEST = { method: 'GET', target: '/', rawHeaders: ['Host', 'localhost'], body: new Uint8Array() };

function inHeader(): ParsedSignature {
  return parseSignature({ ...REQUEST, rawHeaders: signRequest(REQUEST, OPTIONS) });
}

function inQuery(expiresSeconds: number): ParsedSignature {
  return parseSignature({ ...REQUEST, target: presignTarget(REQUEST, { ...OPTIONS, expiresSeconds }) });
}

function message(parsed: ParsedSignature, now: number): string {
  try {
    checkScope(parsed, { now, expected: EXPECTED });
    return 'fine';
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
}

test('a signature lasts five minutes and may be as far ahead', () => {
  const parsed = inHeader();

  assert.equal(message(parsed, SIGNED_AT + 300_999), 'fine');
  assert.equal(message(parsed, SIGNED_AT - 300_000), 'fine');
  assert.equal(
    message(parsed, SIGNED_AT + 301_000),
    'Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)',
  );
  assert.equal(
    message(parsed, SIGNED_AT - 301_000),
    'Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)',
  );
});

test('a presigned request lasts as long as it says, and is no more ahead than another', () => {
  assert.equal(message(inQuery(604_800), SIGNED_AT + 604_800_000), 'fine');
  assert.equal(message(inQuery(60), SIGNED_AT + 60_000), 'fine');
  assert.match(message(inQuery(604_800), SIGNED_AT - 301_000), /^Signature not yet current: /);
  assert.equal(
    message(inQuery(120), SIGNED_AT + 121_000),
    'Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T123801Z - 2 min.)',
  );
  assert.equal(
    message(inQuery(90), SIGNED_AT + 91_000),
    'Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T123731Z - 90 sec.)',
  );
});

test('a scope is wrong in region, service, terminator and date, in sentences of AWS and in its order', () => {
  const parsed = inHeader();

  assert.equal(message({ ...parsed, region: 'eu-west-1' }, SIGNED_AT), 'fine');
  assert.equal(
    message({ ...parsed, region: 'us-west-2' }, SIGNED_AT),
    'Credential should be scoped to a valid region.',
  );
  assert.equal(
    message({ ...parsed, service: 'kms' }, SIGNED_AT),
    "Credential should be scoped to correct service: 'secretsmanager'.",
  );
  assert.equal(
    message({ ...parsed, region: 'c', service: 'd', terminator: 'e', date: 'b' }, SIGNED_AT),
    "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'secretsmanager'. " +
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. Date in Credential scope does not " +
      "match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20150830', from '20150830T123600Z'.",
  );
});

test('another day, a prefix of the day, or more than it, is not the day', () => {
  for (const date of ['20150831', '2015083', '20150830T', '']) {
    assert.match(message({ ...inHeader(), date }, SIGNED_AT), /^Date in Credential scope does not match/);
  }
});
