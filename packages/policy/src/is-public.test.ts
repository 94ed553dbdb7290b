import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublic } from './is-public.ts';
import { A, parsed } from './testing/fixtures.ts';

function publicly(elements: Record<string, unknown>): boolean {
  return isPublic(
    parsed({ Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...elements } }, 'resource'),
  );
}

test('an Allow for everybody is public, in all ways to write it', () => {
  assert.ok(publicly({}));
  assert.ok(publicly({ Principal: { AWS: [A, '*'] } }));
  assert.ok(publicly({ Principal: undefined, NotPrincipal: { AWS: A } }));
  assert.ok(publicly({ Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } } }));
});

test('an Allow for named principals and a Deny are not', () => {
  assert.ok(!publicly({ Principal: { AWS: A } }));
  assert.ok(!publicly({ Principal: { Service: 'lambda.amazonaws.com' } }));
  assert.ok(!publicly({ Effect: 'Deny' }));
  assert.ok(!isPublic(parsed({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }, 'inline')));
});

test('one public statement among others is enough', () => {
  const named = { Effect: 'Allow', Principal: { AWS: A }, Action: '*', Resource: '*' };
  const everybody = { ...named, Principal: '*' };

  assert.ok(isPublic(parsed({ Statement: [named, everybody] }, 'resource')));
});

const HELD: readonly Record<string, unknown>[] = [
  { StringEquals: { 'AWS:principalaccount': A } },
  { StringLike: { 'aws:SourceVpce': 'vpce-1' } },
  { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${A}:role/*` } },
  { StringLike: { 'aws:PrincipalArn': `arn:aws:iam::${A}:role/*` } },
  { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } },
  { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } },
  { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/r-1/ou-1/' } },
  { StringEquals: { other: 'x' }, StringEqualsIgnoreCase: { 'kms:CallerAccount': A } },
];

const OPEN: readonly Record<string, unknown>[] = [
  { StringEqualsIfExists: { 'aws:PrincipalAccount': A } },
  { StringNotEquals: { 'aws:PrincipalAccount': A } },
  { 'ForAllValues:StringEquals': { 'aws:PrincipalAccount': A } },
  { Null: { 'aws:PrincipalAccount': 'false' } },
  { StringLike: { 'aws:PrincipalAccount': '*' } },
  { StringEquals: { 'aws:PrincipalAccount': [A, '${aws:username}'] } },
  { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app' } },
  { StringEquals: { 'aws:username': 'admin' } },
  { StringLike: { 'aws:PrincipalArn': `*:aws:iam::${A}:role/*` } },
  { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } },
  { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
  { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '::/16'] } },
  { IpAddress: { 'aws:SourceIp': '0.0.0.0/7' } },
];

test('a condition that holds a statement to known callers makes it not public', () => {
  for (const Condition of HELD) {
    assert.ok(!publicly({ Condition }), JSON.stringify(Condition));
  }
});

test('a condition that strangers can meet does not', () => {
  for (const Condition of OPEN) {
    assert.ok(publicly({ Condition }), JSON.stringify(Condition));
  }
});
