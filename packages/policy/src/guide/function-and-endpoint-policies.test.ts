/** The user guide's policies on rotation functions and VPC endpoints. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal } from '../evaluate/request.ts';
import { A, B, compiled, isAllowed, parsed, policy, ROOT, secret, SECRET, user } from '../testing/fixtures.ts';

const EVERYTHING = policy('inline', {});

test('a function’s policy lets Secrets Manager invoke exactly this function', () => {
  const rotate = `arn:aws:lambda:us-east-1:${A}:function:rotate`;
  const invoke = (service: string, resource: string): boolean => {
    const as: Principal = { type: 'service', name: 'secretsmanager.amazonaws.com' };
    const statement = {
      Sid: 'EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE',
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'lambda:InvokeFunction',
      Resource: rotate,
    };
    const onFunction = compiled({ Version: '2012-10-17', Id: 'default', Statement: [statement] }, 'resource');
    return isAllowed({ resource: onFunction }, { as, action: 'lambda:InvokeFunction', resource });
  };

  assert.ok(invoke('secretsmanager.amazonaws.com', rotate));
  assert.ok(!invoke('s3.amazonaws.com', rotate));
  assert.ok(!invoke('secretsmanager.amazonaws.com', `${rotate}2`));
  assert.ok(!isAllowed({}, { as: { type: 'service', name: 'secretsmanager.amazonaws.com' }, resource: rotate }));
});

test('an endpoint’s policy for an account, without a Version: it stops others and never grants', () => {
  const endpoint = compiled(
    {
      Statement: [
        {
          Sid: 'Access for a specific account',
          Principal: { AWS: A },
          Action: 'secretsmanager:*',
          Effect: 'Allow',
          Resource: '*',
        },
      ],
    },
    'endpoint',
  );
  const onSecret = policy('resource', { Principal: { AWS: B } });

  assert.ok(isAllowed({ endpoint, identity: [EVERYTHING] }));
  assert.ok(isAllowed({ endpoint }, { as: ROOT }));
  assert.ok(!isAllowed({ endpoint }));
  const stranger = { as: user('mateo', B) };
  assert.ok(!isAllowed({ endpoint, resource: onSecret, identity: [EVERYTHING] }, stranger));
  assert.ok(isAllowed({ resource: onSecret, identity: [EVERYTHING] }, stranger));
  assert.ok(!isAllowed({ endpoint, identity: [EVERYTHING] }, { action: 'kms:Decrypt' }));
});

test('an endpoint’s policy for one secret: its region as printed fits nothing', () => {
  const endpoint = (Resource: string): Parameters<typeof isAllowed>[0] => ({
    identity: [EVERYTHING],
    endpoint: compiled(
      { Statement: [{ Principal: '*', Action: 'secretsmanager:*', Effect: 'Allow', Resource: [Resource] }] },
      'endpoint',
    ),
  });
  const one = secret('a_specific_secret_name-a1b2c3', 'us-west-2');

  assert.ok(!isAllowed(endpoint(one.replace('us-west-2', 'us-west')), { resource: one }));
  assert.ok(isAllowed(endpoint(one), { resource: one }));
  assert.ok(!isAllowed(endpoint(one), { resource: SECRET }));
  assert.ok(!isAllowed(endpoint(one), { resource: '*', action: 'secretsmanager:ListSecrets' }));
});

test('the default endpoint policy lets everything through', () => {
  const document = { Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }] };
  const endpoint = compiled(document, 'endpoint');

  assert.equal(parsed(document, 'endpoint').version, '2008-10-17');
  assert.ok(isAllowed({ endpoint, identity: [EVERYTHING] }));
  assert.ok(!isAllowed({ endpoint }));
});
