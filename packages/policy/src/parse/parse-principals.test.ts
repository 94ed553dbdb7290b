/** What the policies of resources, roles, keys and endpoints may say, and the words that refuse the rest. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyKind } from '../policy.ts';
import { A, parsed, refusal } from '../testing/fixtures.ts';
import { parsePolicy } from './parse-policy.ts';

function withPrincipal(principal: unknown, kind: PolicyKind = 'resource'): unknown {
  const resource = kind === 'trust' ? {} : { Resource: '*' };
  const Action = kind === 'trust' ? 'sts:AssumeRole' : '*';
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action, ...resource }] };
}

function entriesOf(principal: unknown, kind: PolicyKind = 'resource'): unknown {
  return parsed(withPrincipal(principal, kind), kind).statements[0]?.principals?.entries;
}

const UNSUPPORTED = 'This resource policy contains an unsupported principal.';
const SERVICE = 'This resource policy contains an invalid service principal.';

test('each form of principal is known', () => {
  const canonical = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
  const arns = [
    `arn:aws:iam::${A}:user/team/ana`,
    `arn:aws:iam::${A}:role/app`,
    `arn:aws:sts::${A}:assumed-role/app/session@x`,
    `arn:aws-cn:sts::${A}:federated-user/bob`,
  ];

  assert.deepEqual(entriesOf('*'), [{ type: 'any' }]);
  assert.deepEqual(entriesOf({ AWS: ['*', A, `arn:aws:iam::${A}:root`] }), [
    { type: 'any' },
    { type: 'account', account: A },
    { type: 'account', account: A },
  ]);
  assert.deepEqual(
    entriesOf({ AWS: arns }),
    arns.map(arn => ({ type: 'arn', arn })),
  );
  assert.deepEqual(entriesOf({ AWS: 'AROADBQP57FF2AEXAMPLE' }), [{ type: 'unique-id', id: 'AROADBQP57FF2AEXAMPLE' }]);
  assert.deepEqual(entriesOf({ Service: ['lambda.amazonaws.com'], Federated: 'accounts.google.com' }, 'trust'), [
    { type: 'service', name: 'lambda.amazonaws.com' },
    { type: 'federated', provider: 'accounts.google.com' },
  ]);
  assert.deepEqual(entriesOf({ CanonicalUser: canonical }), [{ type: 'canonical', id: canonical }]);
});

test('groups, wildcards in names and everything else are no principals', () => {
  const names = [
    `arn:aws:iam::${A}:group/admins`,
    `arn:aws:iam::${A}:user/*`,
    `arn:aws:iam::*:root`,
    `arn:aws:iam:${A}:root`,
    `arn:aws:iam::${A}:user/`,
    `arn:aws:iam::${A}:user//x`,
    `arn:aws:iam::${A}:user`,
    `arn:aws:iam::${A}:policy/x`,
    `arn:aws:iam::${A}:role/x:y`,
    `arn:aws:iam::12345678901:root`,
    `arn:aws:iam:us-east-1:${A}:root`,
    `arn:aws:sts::${A}:assumed-role/app`,
    `arn:aws:sts::${A}:assumed-role/app/*`,
    `arn:aws:sts::${A}:federated-user/a/b`,
    `arn:aws:sts::${A}:root`,
    `arn:aws:s3:::bucket`,
    'arn:gcp:iam::123456789012:root',
    '${aws:PrincipalArn}',
    '12345678901',
    'ana',
    '',
    'AIDA',
  ];
  for (const name of names) {
    assert.equal(refusal(withPrincipal({ AWS: name }), 'resource'), UNSUPPORTED, name);
  }
});

test('a principal is a star or an object with names', () => {
  for (const value of [
    [{ AWS: A }],
    A,
    7,
    null,
    true,
    { AWS: [] },
    { AWS: {} },
    { AWS: [7] },
    { '*': '*' },
    { aws: A },
  ]) {
    assert.equal(refusal(withPrincipal(value), 'resource'), UNSUPPORTED, JSON.stringify(value));
  }
  assert.ok(!parsePolicy(JSON.stringify(withPrincipal({})), 'resource').ok);
});

test('a service is named by its domain', () => {
  for (const name of ['*', 'lambda', 'lambda.example.com', 'Lambda.amazonaws.com', '']) {
    assert.equal(refusal(withPrincipal({ Service: name }), 'resource'), SERVICE, name);
  }
  for (const name of ['s3.amazonaws.com.cn', 'delivery.logs.amazonaws.com']) {
    assert.ok(parsePolicy(JSON.stringify(withPrincipal({ Service: name })), 'resource').ok, name);
  }
});

test('a resource’s policy is refused in the words of Secrets Manager', () => {
  const statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  const invalid = 'This policy has invalid syntax.';

  assert.equal(refusal('{"Statement":[},]', 'resource'), 'This resource policy contains a syntax error.');
  assert.equal(refusal({ Version: '2019-10-19', Statement: statement }, 'resource'), invalid);
  assert.equal(refusal({ Statement: { ...statement, Principal: undefined } }, 'resource'), invalid);
  assert.equal(refusal({ Statement: { ...statement, NotPrincipal: '*' } }, 'resource'), invalid);
  assert.equal(refusal({ Statement: { ...statement, Resource: undefined } }, 'resource'), invalid);
  assert.equal(refusal({ Statement: { ...statement, Action: undefined } }, 'resource'), invalid);
  assert.equal(refusal({ Statement: { ...statement, Effect: 'allow' } }, 'resource'), invalid);
  assert.equal(refusal({ Policy: { Statement: statement } }, 'resource'), invalid);
});

test('a resource’s policy may have Sids with blanks, and the same Sid twice', () => {
  const statement = {
    Sid: 'Allow this and that',
    Effect: 'Deny',
    NotPrincipal: { AWS: A },
    Action: '*',
    Resource: '*',
  };

  for (const kind of ['resource', 'key', 'endpoint'] as const) {
    assert.ok(parsePolicy(JSON.stringify({ Statement: [statement, statement] }), kind).ok, kind);
  }
});

test('a trust policy is refused in the words of IAM', () => {
  const statement = { Effect: 'Allow', Principal: { AWS: A }, Action: 'sts:AssumeRole' };
  const trust = (elements: Record<string, unknown>): string =>
    refusal({ Statement: { ...statement, ...elements } }, 'trust');

  assert.equal(refusal('no json', 'trust'), 'This policy contains invalid Json');
  assert.equal(refusal({ Statement: [] }, 'trust'), 'Could not parse the policy: Statement is empty!');
  assert.equal(
    refusal({ Version: 'x', Statement: statement }, 'trust'),
    'The policy must contain a valid version string',
  );
  assert.equal(trust({ Effect: undefined }), 'Missing required field Effect');
  assert.equal(trust({ Effect: 'allow' }), 'Invalid effect: allow');
  assert.equal(trust({ Principal: undefined }), 'Missing required field Principal');
  assert.equal(trust({ Principal: '*' }), 'AssumeRolepolicy contained an invalid principal: "STAR":"*"');
  assert.equal(
    trust({ Principal: { AWS: `arn:aws:iam::${A}:group/g` } }),
    `Invalid principal in policy: "AWS":"arn:aws:iam::${A}:group/g"`,
  );
  assert.equal(trust({ Principal: { Service: 'x' } }), 'Invalid principal in policy: "SERVICE":"x"');
  assert.equal(trust({ Principal: { CanonicalUser: 'x' } }), 'Invalid principal in policy: "CanonicalUser"');
  assert.equal(
    trust({ Principal: undefined, NotPrincipal: { AWS: A } }),
    'AssumeRole policy must not contain NotPrincipal field.',
  );
  assert.equal(trust({ Action: undefined }), 'Missing required field Action');
  for (const action of ['*', 's3:GetObject', 'sts:a:b']) {
    assert.equal(trust({ Action: action }), 'AssumeRole policy may only specify STS AssumeRole actions.', action);
  }
  assert.equal(trust({ Resource: '*' }), 'Has prohibited field Resource');
  assert.equal(trust({ NotResource: '*' }), 'AssumeRole policy must not contain resources.');
  const named = { ...statement, Sid: 'a' };
  assert.equal(refusal({ Statement: [named, named] }, 'trust'), 'The Statement Ids in the policy are not unique');
});

test('a key policy and an endpoint policy are refused in the words of KMS and EC2', () => {
  assert.equal(
    refusal(withPrincipal({ AWS: `arn:aws:iam::${A}:group/g` }, 'key'), 'key'),
    'Policy contains a statement with one or more invalid principals.',
  );
  assert.equal(refusal('no json', 'key'), '');
  assert.equal(refusal('no json', 'endpoint'), 'The Policy Document is not valid.');
});
