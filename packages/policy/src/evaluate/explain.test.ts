import assert from 'node:assert/strict';
import { test } from 'node:test';
import { B, compiled, policy, request, user } from '../testing/fixtures.ts';
import { explain } from './explain.ts';
import { compileGrant } from './grant.ts';

test('an explanation says of each statement what keeps it from applying', () => {
  const document = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'kms:*', Resource: '*' },
      { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::x' },
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { Bool: { x: 'true' }, StringLike: { Key: 'a' } } },
      { Effect: 'Allow', Action: '*', Resource: '*' },
    ],
  };
  const policies = {
    identity: [compiled(document, 'inline')],
    resource: policy('resource', { Principal: { AWS: B } }),
    boundary: policy('managed', { Effect: 'Deny' }),
  };
  const { decision, statements } = explain(request({ context: { x: true } }), policies);

  assert.deepEqual(
    statements.map(each => each.failed),
    ['action', 'resource', 'condition', undefined, undefined, 'principal'],
  );
  assert.deepEqual(statements.map(each => each.source).slice(3), [
    'identity-based',
    'permissions-boundary',
    'resource-based',
  ]);
  assert.equal(statements[2]?.condition?.key, 'Key');
  assert.equal(decision.reason, 'permissions-boundary');
});

test('grants are told after the statements, with what keeps each from applying', () => {
  const ana = user('ana');
  const grant = (id: string, grantee: string, ...operations: readonly string[]) =>
    compileGrant({ id, grantee, operations, encryptionContextSubset: new Map([['team', 'red']]) });
  const grants = [
    grant('a', ana.arn, 'Encrypt'),
    grant('b', 'rds.amazonaws.com', 'Decrypt'),
    grant('c', ana.arn, 'Decrypt'),
  ];
  const asked = request({ action: 'kms:Decrypt', as: ana });

  const without = explain(asked, { grants });
  const { decision, statements } = explain({ ...asked, encryptionContext: new Map([['team', 'red']]) }, { grants });

  assert.deepEqual(
    [without.statements, statements].map(each => each.map(({ failed }) => failed)),
    [
      ['action', 'principal', 'condition'],
      ['action', 'principal', undefined],
    ],
  );
  assert.ok(statements.every(({ source, effect }) => source === 'grant' && effect === 'Allow'));
  assert.deepEqual([without.decision.effect, decision.reason, decision.statement?.policy], ['Deny', 'grant', 'c']);
});
