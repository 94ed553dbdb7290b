import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileArnPattern, matchesArn } from './arn-pattern.ts';
import { patternTokens } from './tokens.ts';

function arnLike(pattern: string, text: string): boolean {
  return matchesArn(compileArnPattern(patternTokens(pattern)), text);
}

const ROLE = 'arn:aws:iam::123456789012:role/team/app';

test('an ARN pattern compares field by field', () => {
  assert.ok(arnLike('arn:aws:iam::*:role/team/*', ROLE));
  assert.ok(arnLike('arn:*:iam::1234?6789012:role/*/app', ROLE));
  assert.ok(!arnLike('arn:aws:*:role/team/app', ROLE));
  assert.ok(!arnLike('arn:aws:iam:*', ROLE));
  assert.ok(!arnLike('arn:aws:iam:::role/team/app', ROLE));
});

test('the last field is the rest, colons and all', () => {
  assert.ok(arnLike('arn:aws:lambda:*:*:function:*', 'arn:aws:lambda:us-east-1:123456789012:function:f:1'));
});

test('a lone star fits every ARN and nothing else', () => {
  assert.ok(arnLike('*', ROLE));
  assert.ok(!arnLike('*', 'no arn'));
  assert.ok(!arnLike('**', ROLE));
});
