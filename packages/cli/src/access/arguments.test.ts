/** What people may write, and what they are told when it cannot be meant. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAction } from './actions.ts';
import { contextFlag } from './context-flag.ts';
import { readPrincipalName } from './principal-arn.ts';

const place = { partition: 'aws', account: '123456789012' };

test('principals are users, roles, sessions, root users and services', () => {
  const cases = {
    'arn:aws:iam::123456789012:root': { type: 'root', ...place },
    'arn:aws:iam::123456789012:user/a/b/ana': { type: 'user', ...place, name: 'ana' },
    'arn:aws-cn:iam::123456789012:role/App': { type: 'role', ...place, partition: 'aws-cn', name: 'App' },
    'arn:aws:sts::123456789012:assumed-role/App/me': { type: 'session', ...place, name: 'App', session: 'me' },
    'lambda.amazonaws.com': { type: 'service', name: 'lambda.amazonaws.com' },
  };

  for (const [written, expected] of Object.entries(cases)) assert.deepEqual(readPrincipalName(written), expected);
});

test('what is no principal is refused with what would be one', () => {
  const cases = {
    'arn:aws:iam::123456789012:group/g': /a group is no principal: name one of its users/,
    'arn:aws:iam::123456789012:user/': /a principal is a user, a role/,
    'arn:aws:sts::123456789012:assumed-role/App': /a principal is a user, a role/,
    'arn:aws:sts::123456789012:federated-user/f': /a principal is a user, a role/,
    'arn:aws:iam::12345:user/ana': /is no ARN of a principal/,
    ana: /`ana` is no ARN of a principal/,
    [`arn:aws:iam::123456789012:user/${'x'.repeat(3_000)}`]: /is no ARN of a principal/,
  };

  for (const [written, message] of Object.entries(cases)) assert.throws(() => readPrincipalName(written), message);
});

test('an action is one action that exists', () => {
  assert.equal(readAction('getsecretvalue'), 'secretsmanager:GetSecretValue');
  assert.equal(readAction('SecretsManager:GetSecretValue'), 'secretsmanager:GetSecretValue');
  assert.equal(readAction('iam:PassRole'), 'iam:PassRole');
  for (const written of ['secretsmanager:*', 'secretsmanager:Get?', '', ':', 'a b', 'x'.repeat(200)])
    assert.throws(() => readAction(written), /is not one action/);
  assert.throws(
    () => readAction('secretsmanager:GetSecretValu'),
    /no action `GetSecretValu` \(did you mean `GetSecretValue`\?\)/,
  );
});

test('a context is KEY=VALUE, and the value may hold anything', () => {
  assert.deepEqual(contextFlag.parse('aws:SourceIp=192.0.2.1'), ['aws:SourceIp', '192.0.2.1']);
  assert.deepEqual(contextFlag.parse('aws:RequestTag/a=b=c'), ['aws:RequestTag/a', 'b=c']);
  assert.deepEqual(contextFlag.parse('aws:username='), ['aws:username', '']);
  for (const written of ['aws:SourceIp', '=x', 'username=x', 'a:b=c'])
    assert.throws(() => contextFlag.parse(written), /a condition key is written `KEY=VALUE`/);
});
