import assert from 'node:assert/strict';
import { test } from 'node:test';
import { B, compiled, policy, request } from '../testing/fixtures.ts';
import { explain } from './explain.ts';

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
