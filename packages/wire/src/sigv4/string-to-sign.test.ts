import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { stringToSign } from './string-to-sign.ts';

test('the canonical request is hashed as the bytes of the wire', () => {
  const wire = Buffer.from('x-name:J\u00fcrgen \u{1f511}', 'utf8');

  const text = stringToSign('20150830T123600Z', '20150830/us-east-1/kms/aws4_request', wire.toString('latin1'));

  assert.equal(
    text,
    `AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/kms/aws4_request\n${hash('sha256', wire)}`,
  );
});
