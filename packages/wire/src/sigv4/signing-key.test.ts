import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { Redacted } from '../redacted.ts';
import { SigningKeys, signingKey } from './signing-key.ts';

const SECRET = new Redacted('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');

test('derives the key of the example in the AWS documentation', () => {
  const key = signingKey(SECRET, '20120215', 'us-east-1', 'iam');

  const documented = Buffer.from('f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d', 'hex');
  assert.equal(key.sign('text'), createHmac('sha256', documented).update('text').digest('hex'));
});

test('a key is derived once, and anew for another secret under another version', async () => {
  await using keys = new SigningKeys();
  const derive = (version: number, secret: string) =>
    keys.derive('AKID', version, new Redacted(secret), '20150830', 'us-east-1', 'kms');

  const first = derive(1, 'old');

  assert.equal(derive(1, 'old'), first);
  assert.notEqual(derive(2, 'new').sign('text'), first.sign('text'));
});

test('every part makes another key', async () => {
  await using keys = new SigningKeys();
  const scopes = [
    ['A', '20150830', 'us-east-1', 'kms'],
    ['B', '20150830', 'us-east-1', 'kms'],
    ['A', '20150831', 'us-east-1', 'kms'],
    ['A', '20150830', 'eu-west-1', 'kms'],
    ['A', '20150830', 'us-east-1', 'sts'],
  ] as const;

  for (const [id, date, region, service] of scopes) keys.derive(id, 1, SECRET, date, region, service);

  assert.equal(keys.size, scopes.length);
});

test('the least recently used key is forgotten first, and all at the end', async () => {
  const keys = new SigningKeys(2);
  const derive = (id: string) => keys.derive(id, 1, SECRET, '20150830', 'us-east-1', 'kms');
  const [a, b] = [derive('a'), derive('b')];

  derive('a');
  derive('c');

  assert.equal(keys.size, 2);
  assert.equal(derive('a'), a);
  assert.notEqual(derive('b'), b);
  await keys[Symbol.asyncDispose]();
  assert.equal(keys.size, 0);
});
