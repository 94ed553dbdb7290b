import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, ask, B, isAllowed, policy, request, SECRET, session, user } from '../testing/fixtures.ts';
import { decide } from './decide.ts';
import { compileGrant, type Grant } from './grant.ts';
import type { NewGrant, Principal } from './request.ts';

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

test('a grant means who had the name when it was made', () => {
  const grants = (granteeId: string) => [
    compileGrant({ id: 'g', grantee: ANA.arn, granteeId, operations: ['Decrypt'] }),
    compileGrant({ id: 'h', grantee: APP.roleArn, granteeId, operations: ['Encrypt'] }),
  ];

  assert.ok(isAllowed({ grants: grants(ANA.id) }, { action: 'kms:Decrypt' }));
  assert.ok(!isAllowed({ grants: grants('AIDAOTHEREXAMPLE') }, { action: 'kms:Decrypt' }));
  assert.ok(isAllowed({ grants: grants(APP.roleId) }, { as: APP, action: 'kms:Encrypt' }));
  assert.ok(!isAllowed({ grants: grants('AROAOTHEREXAMPLE') }, { as: APP, action: 'kms:Encrypt' }));
});

test('constraints are not about operations without an encryption context', () => {
  const operations = ['DescribeKey', 'RetireGrant', 'GetPublicKey', 'Decrypt'];
  const encryptionContextEquals = new Map([['k', 'v']]);
  const grants = [compileGrant({ id: 'g', grantee: ANA.arn, operations, encryptionContextEquals })];

  const allowed = operations.filter(operation => isAllowed({ grants }, { action: `kms:${operation}` }));

  assert.deepEqual(allowed, ['DescribeKey', 'RetireGrant', 'GetPublicKey']);
});

test('a grant for a source is for requests that tell this source', () => {
  const sourceArn = `arn:aws:s3:us-east-1:${A}:bucket`;
  const grants = [compileGrant({ id: 'g', grantee: 's3.amazonaws.com', operations: ['Decrypt'], sourceArn })];
  const as: Principal = { type: 'service', name: 's3.amazonaws.com' };
  const isAllowedFrom = (context: Record<string, string>) =>
    isAllowed({ grants }, { as, action: 'kms:Decrypt', context });

  assert.ok(isAllowedFrom({ 'aws:SourceArn': sourceArn }));
  assert.ok(!isAllowedFrom({ 'aws:SourceArn': `${sourceArn}2` }));
  assert.ok(!isAllowedFrom({}));
  const retiring = [compileGrant({ id: 'g', grantee: ANA.arn, operations: ['RetireGrant'], sourceArn })];
  assert.ok(isAllowed({ grants: retiring }, { action: 'kms:RetireGrant' }));
});

test('a grant lets its grantee make only grants that are as narrow as itself', () => {
  const context = (...pairs: [string, string][]) => new Map(pairs);
  const maker = (bound: Partial<Grant>) =>
    compileGrant({ id: 'g', grantee: ANA.arn, operations: ['CreateGrant', 'Decrypt', 'Encrypt'], ...bound });
  const mayMake = (bound: Partial<Grant>, newGrant: NewGrant | undefined) =>
    decide(
      { ...request({ action: 'kms:CreateGrant' }), ...(newGrant === undefined ? {} : { newGrant }) },
      { grants: [maker(bound)] },
    ).effect === 'Allow';
  const operations = ['Decrypt'];

  assert.ok(mayMake({}, { operations }));
  assert.ok(mayMake({}, { operations: ['Decrypt', 'CreateGrant'] }));
  assert.ok(!mayMake({}, { operations: ['Decrypt', 'Sign'] }));
  assert.ok(!mayMake({}, undefined));
  const equals: Partial<Grant> = { encryptionContextEquals: context(['a', '1']) };
  assert.ok(mayMake(equals, { operations, encryptionContextEquals: context(['a', '1']) }));
  assert.ok(!mayMake(equals, { operations, encryptionContextSubset: context(['a', '1']) }));
  assert.ok(!mayMake(equals, { operations, encryptionContextEquals: context(['a', '1'], ['b', '2']) }));
  assert.ok(!mayMake(equals, { operations }));
  const subset: Partial<Grant> = { encryptionContextSubset: context(['a', '1']) };
  assert.ok(mayMake(subset, { operations, encryptionContextSubset: context(['a', '1'], ['b', '2']) }));
  assert.ok(mayMake(subset, { operations, encryptionContextEquals: context(['a', '1'], ['b', '2']) }));
  assert.ok(!mayMake(subset, { operations, encryptionContextSubset: context(['b', '2']) }));
  assert.ok(!mayMake(subset, { operations }));
});
