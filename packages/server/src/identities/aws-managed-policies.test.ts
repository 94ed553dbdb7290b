import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '@coffer/policy';
import {
  awsManagedPolicies,
  awsManagedPolicyArn,
  awsManagedPolicyById,
  findAwsManagedPolicy,
} from './aws-managed-policies.ts';

test('the policies that the guide names are there', () => {
  for (const name of [
    'AdministratorAccess',
    'SecretsManagerReadWrite',
    'IAMFullAccess',
    'AWSSecretsManagerClientReadOnlyAccess',
  ]) {
    assert.equal(findAwsManagedPolicy('/', name)?.name, name);
  }
  const lambda = findAwsManagedPolicy('/service-role/', 'AWSLambdaBasicExecutionRole');
  assert.ok(lambda !== undefined);
  assert.equal(awsManagedPolicyArn('aws', lambda), 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');
});

test('each is a valid managed policy with an id and a date of its own', () => {
  for (const policy of awsManagedPolicies) {
    const parsed = parsePolicy(policy.document, 'managed');
    assert.ok(parsed.ok, `${policy.name}: ${parsed.ok ? '' : parsed.errors[0].message}`);
    assert.match(policy.id, /^ANPA[A-Z2-7]{17}$/);
    assert.equal(awsManagedPolicyById(policy.id), policy);
    assert.ok(policy.updatedAt > Date.UTC(2010, 0), policy.name);
  }
  assert.equal(new Set(awsManagedPolicies.map(({ id }) => id)).size, awsManagedPolicies.length);
});

test('ids never change: they are stored', () => {
  assert.equal(findAwsManagedPolicy('/', 'AdministratorAccess')?.id, 'ANPADBSEB56VULHCZUW3L');
});
