import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, ask, B, isAllowed, policy, SECRET, session, user } from '../testing/fixtures.ts';
import { compileGrant, type Grant } from './grant.ts';
import type { Principal } from './request.ts';

const ANA = user('ana');
const APP = session('app');

test('a grant allows its operations to its grantee, within its constraints', () => {
  const grant: Grant = { id: 'g', grantee: ANA.arn, operations: ['Decrypt', 'GenerateDataKey'] };
  const key = policy('key', { Principal: { AWS: B } });
  const allows = (
    given: Partial<Grant>,
    encryptionContext: Record<string, string> = {},
    as: Principal = ANA,
  ): boolean =>
    isAllowed(
      { resource: key, grants: [compileGrant({ ...grant, ...given })] },
      { as, action: 'kms:Decrypt', encryptionContext },
    );

  assert.ok(allows({}));
  assert.ok(!allows({ operations: ['Encrypt'] }));
  assert.ok(!allows({ grantee: user('bob').arn }));
  assert.ok(!allows({ grantee: `arn:aws:iam::${A}:group/g` }));
  assert.ok(allows({ grantee: APP.roleArn }, {}, APP));
  assert.ok(allows({ grantee: 'rds.amazonaws.com' }, {}, { type: 'service', name: 'rds.amazonaws.com' }));
  const context = { SecretARN: SECRET, SecretVersionId: 'v' };
  const both = new Map(Object.entries(context));
  assert.ok(allows({ encryptionContextEquals: both }, context));
  assert.ok(!allows({ encryptionContextEquals: both }, { ...context, more: 'x' }));
  assert.ok(!allows({ encryptionContextEquals: both }, { ...context, SecretVersionId: 'w' }));
  assert.ok(allows({ encryptionContextSubset: both }, { ...context, more: 'x' }));
  assert.ok(!allows({ encryptionContextSubset: both }, { SecretARN: SECRET }));
  assert.ok(!allows({ encryptionContextSubset: both }, { secretarn: SECRET, SecretVersionId: 'v' }));
});

test('a grant decides by its id, does not outweigh a Deny, and gates the key', () => {
  const grants = [compileGrant({ id: 'g', grantee: ANA.arn, operations: ['Decrypt'] })];
  const action = 'kms:Decrypt';

  const ofBob = compileGrant({ id: 'h', grantee: user('bob').arn, operations: ['Decrypt'] });
  for (const all of [grants, [...grants, ofBob], [ofBob, ...grants]]) {
    assert.deepEqual(ask({ grants: all }, { action }).statement, { policy: 'g', kind: 'grant', index: 0 });
  }
  const key = policy('key', { Principal: { AWS: ANA.arn } });
  assert.equal(ask({ grants: [ofBob], resource: key }, { action }).reason, 'resource-based');
  const denied = ask({ grants, identity: [policy('inline', { Effect: 'Deny' })] }, { action });
  assert.equal(denied.reason, 'identity-based');
  assert.equal(denied.effect, 'Deny');
  assert.ok(!isAllowed({ grants: [], identity: [policy('inline', {})] }, { action }));
});
