import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityArn, parsePolicyArn } from './arns.ts';

test('an ARN carries the path', () => {
  const row = { account_id: '123456789012', path: '/division/', name: 'Zhang' };

  assert.equal(entityArn('aws', 'user', row), 'arn:aws:iam::123456789012:user/division/Zhang');
  assert.equal(entityArn('aws-cn', 'role', { ...row, path: '/' }), 'arn:aws-cn:iam::123456789012:role/Zhang');
});

test('the ARN of a policy is read back, and nothing else is', () => {
  assert.deepEqual(parsePolicyArn('arn:aws:iam::123456789012:policy/a/b/Name', 'aws'), {
    account: '123456789012',
    path: '/a/b/',
    name: 'Name',
  });
  assert.deepEqual(parsePolicyArn('arn:aws:iam::aws:policy/AdministratorAccess', 'aws'), {
    account: 'aws',
    path: '/',
    name: 'AdministratorAccess',
  });
  for (const arn of [
    'arn:aws-cn:iam::aws:policy/AdministratorAccess',
    'arn:aws:iam::aws:policy/',
    'arn:aws:iam::1:policy/a',
    'arn:aws:iam::123456789012:role/a',
    'arn:aws:iam::123456789012',
    'AdministratorAccess',
  ]) {
    assert.equal(parsePolicyArn(arn, 'aws'), undefined, arn);
  }
});
