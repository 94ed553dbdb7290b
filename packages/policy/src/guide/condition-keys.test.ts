/** The user guide's table of condition keys: for each key what it lets through and what it stops. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContextValue } from '../context.ts';
import { A, isAllowed, policy, SECRET } from '../testing/fixtures.ts';

interface KeyCase {
  readonly key: string;
  readonly operator: string;
  readonly says: unknown;
  readonly allows: ContextValue;
  readonly stops: ContextValue;
}

const LAMBDA = `arn:aws:lambda:us-east-1:${A}:function:rotate`;
const ARN = 'ArnEquals';

const KEYS: readonly KeyCase[] = [
  { key: 'resource/AllowRotationLambdaArn', operator: ARN, says: LAMBDA, allows: LAMBDA, stops: `${LAMBDA}2` },
  { key: 'Description', operator: 'StringLike', says: 'team a:*', allows: 'team a: x', stops: 'team b: x' },
  { key: 'ForceDeleteWithoutRecovery', operator: 'Bool', says: 'false', allows: false, stops: true },
  { key: 'KmsKeyId', operator: 'StringEquals', says: 'alias/app', allows: 'alias/app', stops: 'alias/other' },
  { key: 'Name', operator: 'StringLike', says: 'app/*', allows: 'app/db', stops: 'other/db' },
  { key: 'RecoveryWindowInDays', operator: 'NumericLessThan', says: '15', allows: 14, stops: 15 },
  { key: 'ResourceTag/Team', operator: 'StringEquals', says: 'a', allows: 'a', stops: 'b' },
  { key: 'RotationLambdaArn', operator: ARN, says: LAMBDA, allows: LAMBDA, stops: `${LAMBDA}2` },
  { key: 'SecretId', operator: ARN, says: SECRET, allows: SECRET, stops: 'prod/db' },
  { key: 'VersionId', operator: 'StringEquals', says: 'v1', allows: 'v1', stops: 'v2' },
  {
    key: 'VersionStage',
    operator: 'ForAnyValue:StringEquals',
    says: ['AWSCURRENT', 'BLUE'],
    allows: ['BLUE'],
    stops: ['AWSPREVIOUS'],
  },
];

test('each key lets its value through and stops others, and stops requests without it', () => {
  for (const { key, operator, says, allows, stops } of KEYS) {
    const written = `secretsmanager:${key}`;
    const identity = [policy('inline', { Condition: { [operator]: { [written]: says } } })];

    assert.ok(isAllowed({ identity }, { context: { [written]: allows } }), key);
    assert.ok(!isAllowed({ identity }, { context: { [written]: stops } }), key);
    assert.ok(!isAllowed({ identity }), key);
  }
});

test('a key may be written in any letter case, as the guide does', () => {
  for (const { key, operator, says, allows } of KEYS) {
    const identity = [
      policy('inline', { Condition: { [operator]: { [`SecretsManager:${key.toUpperCase()}`]: says } } }),
    ];

    assert.ok(isAllowed({ identity }, { context: { [`secretsmanager:${key}`]: allows } }), key);
  }
});

test('a Deny on a key switches a feature off', () => {
  const off = { Bool: { 'secretsmanager:ForceDeleteWithoutRecovery': 'true' } };
  const identity = [policy('inline', {}), policy('inline', { Effect: 'Deny', Condition: off })];
  const forced = (value?: boolean): boolean =>
    isAllowed(
      { identity },
      { action: 'secretsmanager:DeleteSecret', context: { 'secretsmanager:ForceDeleteWithoutRecovery': value } },
    );

  assert.ok(forced(false));
  assert.ok(forced());
  assert.ok(!forced(true));
});

test('global keys: the kind of principal, tags in the request, the time of day', () => {
  const allows = (Condition: unknown, context: Record<string, ContextValue>): boolean =>
    isAllowed({ identity: [policy('inline', { Condition })] }, { context });
  const tagKeys = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'env'] }, Null: { 'aws:TagKeys': 'false' } };
  const hours = {
    DateGreaterThan: { 'aws:CurrentTime': '2026-11-21T08:00:00Z' },
    DateLessThan: { 'aws:CurrentTime': '2026-11-21T17:00:00Z' },
  };
  const at = (text: string): Record<string, ContextValue> => ({ 'aws:CurrentTime': { epochMs: Date.parse(text) } });

  assert.ok(allows({ StringEquals: { 'aws:PrincipalType': 'User' } }, { 'aws:PrincipalType': 'User' }));
  assert.ok(!allows({ StringEquals: { 'aws:PrincipalType': 'User' } }, { 'aws:PrincipalType': 'AssumedRole' }));
  assert.ok(allows(tagKeys, { 'aws:TagKeys': ['team'] }));
  assert.ok(!allows(tagKeys, { 'aws:TagKeys': ['team', 'x'] }));
  assert.ok(!allows(tagKeys, {}));
  assert.ok(allows({ StringEquals: { 'aws:RequestTag/team': 'a' } }, { 'aws:RequestTag/team': 'a' }));
  assert.ok(allows(hours, at('2026-11-21T12:00:00Z')));
  assert.ok(!allows(hours, at('2026-11-21T07:59:59Z')));
  assert.ok(!allows(hours, at('2026-11-21T17:00:00Z')));
});
