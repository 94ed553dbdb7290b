/** Policies as they are sent, those of AWS's guide among them: which are taken, and in whose words others are refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyOf, readResourcePolicy } from './resource-policy.ts';

const ROOT = 'arn:aws:iam::123456789012:root';
const SYNTAX = 'This resource policy contains a syntax error.';
const PRINCIPAL = 'This resource policy contains an unsupported principal.';

const statement = { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'secretsmanager:GetSecretValue', Resource: '*' };

function document(...changes: readonly object[]): string {
  const Statement = changes.map(change => Object.assign({}, statement, change));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function refusal(text: string): string {
  try {
    readResourcePolicy(text);
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, 'MalformedPolicyDocumentException');
    return error.message;
  }
}

test('takes what AWS takes: one statement without a list, any Sid, any action, the secret as ARN or star', () => {
  const taken = [
    document({}),
    document({ Principal: '*' }, { Principal: { AWS: ['123456789012', `${ROOT.replace('root', 'role/app')}`] } }),
    document({ Sid: 'Allow users or roles who are delegated access' }),
    document({ Action: ['secretsmanager:GetSecret', 'kms:GetRandomPassword'] }),
    document({ Resource: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:n-AbCdEf' }),
    document({ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: ROOT } }),
    document({ Condition: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } } }),
    JSON.stringify({ Statement: statement }),
  ];

  assert.deepEqual(
    taken.map(text => [refusal(text), text]),
    taken.map(text => ['taken', text]),
  );
});

test('recorded: what is not JSON is a syntax error', () => {
  for (const text of ['not json', '{', '', '[]', 'null', `{"Statement":{"Principal":{"AWS":${ROOT}}}}`]) {
    assert.equal(refusal(text), SYNTAX, text);
  }
});

test('documented: so is what the policy language does not have', () => {
  const broken = [
    document({ Effect: 'AllowSomething' }),
    document({ Effect: undefined }),
    document({ Action: undefined }),
    document({ Resource: undefined }),
    document({ Principal: undefined }),
    document({ Condition: { StringSimilar: { 'aws:userid': 'x' } } }),
    document({ Extra: 1 }),
    JSON.stringify({ Version: '2012-10-17' }),
    JSON.stringify({ Version: '2012-10-17', Statement: [] }),
    // Printed in the guide.
    JSON.stringify({ Policy: { Version: '2012-10-17', Statement: [statement] } }),
    // A condition that stands twice would be lost in silence.
    document({}).replace('"Effect":"Allow"', '"Effect":"Allow","Effect":"Deny"'),
  ];

  for (const text of broken) assert.equal(refusal(text), SYNTAX, text);
});

test('a Version that does not exist is refused in words of its own', () => {
  const text = JSON.stringify({ Version: '2019-10-19', Statement: [statement] });

  assert.equal(refusal(text), 'This policy has invalid syntax.');
});

test('what can be no principal is unsupported: groups, wildcards in ARNs, what the guide prints without a colon', () => {
  const nobody = [
    { AWS: 'arn:aws:iam::123456789012:group/admins' },
    { AWS: 'arn:aws:iam::123456789012:user/*' },
    { AWS: 'arn:aws:iam:123456789012:root' },
    { AWS: '1234' },
    [{ AWS: ROOT }],
  ];

  for (const Principal of nobody) assert.equal(refusal(document({ Principal })), PRINCIPAL, JSON.stringify(Principal));
});

test('what can be no service is an invalid service principal', () => {
  const text = document({ Principal: { Service: 'lambda' } });

  assert.equal(refusal(text), 'This resource policy contains an invalid service principal.');
});

test('a stored policy goes to authorization as it is stored', () => {
  const row = { resource_policy: document({}), resource_policy_ids: '{"arn:aws:iam::1:role/r":"AROA"}' };

  assert.deepEqual(policyOf(row), {
    kind: 'resource',
    document: row.resource_policy,
    uniqueIds: row.resource_policy_ids,
  });
  assert.equal(policyOf({ resource_policy: null, resource_policy_ids: null }), undefined);
});
