import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, isAllowed, policy, SECRET } from '../testing/fixtures.ts';

test('Action, NotAction, Resource and NotResource choose what a statement is about', () => {
  const allows = (statement: Record<string, unknown>, action: string, resource = SECRET): boolean =>
    isAllowed({ identity: [policy('inline', statement)] }, { action, resource });

  assert.ok(allows({ Action: 'SecretsManager:getsecretVALUE' }, 'secretsmanager:GetSecretValue'));
  assert.ok(allows({ Action: ['kms:*', 'secretsmanager:Get*'] }, 'secretsmanager:GetSecretValue'));
  assert.ok(allows({ Action: 'secretsmanager:?etSecret*' }, 'secretsmanager:GetSecretValue'));
  assert.ok(allows({ Action: '*:GetSecretValue' }, 'secretsmanager:GetSecretValue'));
  assert.ok(!allows({ Action: 'secretsmanager:Get' }, 'secretsmanager:GetSecretValue'));
  assert.ok(!allows({ Action: 'secretsmanager:Describe*' }, 'secretsmanager:GetSecretValue'));
  assert.ok(allows({ Action: undefined, NotAction: 'iam:*' }, 'secretsmanager:GetSecretValue'));
  assert.ok(
    !allows({ Action: undefined, NotAction: ['iam:*', 'secretsmanager:Get*'] }, 'secretsmanager:GetSecretValue'),
  );
  assert.ok(allows({ NotResource: 'arn:aws:s3:::*' }, 's3:GetObject'));
  assert.ok(!allows({ NotResource: ['arn:aws:s3:::*', SECRET] }, 's3:GetObject'));
  assert.ok(!allows({ Resource: SECRET }, 'secretsmanager:ListSecrets', '*'));
  assert.ok(allows({ Resource: '*' }, 'secretsmanager:ListSecrets', '*'));
});

test('a resource may hold variables, behind its fifth colon only', () => {
  const mine = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:${aws:username}/*';
  const allows = (Resource: string, context: Record<string, string>): boolean =>
    isAllowed({ identity: [policy('inline', { Resource })] }, { resource: SECRET.replace('prod', 'ana'), context });

  assert.ok(allows(mine, { 'aws:username': 'ana' }));
  assert.ok(!allows(mine, { 'aws:username': 'bob' }));
  assert.ok(!allows(mine, { 'aws:username': '*' }));
  assert.ok(!allows(mine, {}));
  assert.ok(allows("arn:aws:secretsmanager:*:*:secret:${aws:username, 'ana'}/*", {}));
  assert.ok(!allows('arn:aws:secretsmanager:us-east-1:${a}:secret:ana/*', { a: A }));
});

test('a suffix that is not known fits wildcards only', () => {
  const unknown = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-??????';
  const allows = (name: string): boolean =>
    isAllowed(
      { identity: [policy('inline', { Resource: unknown.replace('db-??????', name) })] },
      { resource: unknown },
    );

  assert.ok(allows('db-??????'));
  assert.ok(allows('db-*'));
  assert.ok(!allows('db-a1b2c3'));
});

test('a star inside a field of the resource stays there, with variables and without', () => {
  const allows = (Resource: string): boolean =>
    isAllowed(
      { identity: [policy('inline', { Resource })] },
      { resource: SECRET, context: { 'aws:username': 'prod/db-a1b2c3' } },
    );

  assert.ok(allows('arn:aws:secrets*r:us-*-1:123456789012:secret:prod/*'));
  assert.ok(!allows('arn:aws:secrets*et:prod/db-a1b2c3'));
  assert.ok(allows('arn:aws:secrets*r:us-*-1:123456789012:secret:${aws:username}'));
  assert.ok(!allows('arn:aws:secrets*t-1:123456789012:secret:${aws:username}'));
});
