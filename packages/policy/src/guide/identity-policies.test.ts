/** The user guide's policies for users, groups and roles, with what each of them lets through. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CompiledPolicy } from '../compile/compiled-policy.ts';
import {
  A,
  type Ask,
  B,
  compiled,
  isAllowed,
  parsed,
  policy,
  refusal,
  secret,
  session,
  user,
} from '../testing/fixtures.ts';

/** Whether an identity with these policies alone may do something. */
function may(
  policies: readonly CompiledPolicy[],
  action: string,
  resource = '*',
  context: Ask['context'] = {},
): boolean {
  return isAllowed({ identity: policies }, { action, resource, context });
}

const GET = 'secretsmanager:GetSecretValue';
const DESCRIBE = 'secretsmanager:DescribeSecret';
const CURRENT = { 'secretsmanager:VersionStage': ['AWSCURRENT'] };
const PREVIOUS = { 'secretsmanager:VersionStage': ['AWSPREVIOUS'] };

test('TestEnv/*: describe any version, read only where the request names the current stage', () => {
  const Resource = secret('TestEnv/*');
  const testEnv = compiled(
    {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Stmt1DescribeSecret', Effect: 'Allow', Action: [DESCRIBE], Resource },
        {
          Sid: 'Stmt2GetSecretValue',
          Effect: 'Allow',
          Action: [GET],
          Resource,
          Condition: { 'ForAnyValue:StringLike': { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
        },
      ],
    },
    'inline',
  );
  const x = secret('TestEnv/x-a1b2c3');

  assert.ok(may([testEnv], DESCRIBE, x));
  assert.ok(!may([testEnv], DESCRIBE, secret('Other-a1b2c3')));
  assert.ok(may([testEnv], GET, x, CURRENT));
  assert.ok(!may([testEnv], GET, x, PREVIOUS));
  assert.ok(!may([testEnv], GET, x));
  assert.ok(!may([testEnv], GET, x, { 'secretsmanager:VersionId': 'v' }));
  assert.ok(!may([testEnv], DESCRIBE, secret('TestEnv/x-a1b2c3', 'eu-west-1')));
  assert.ok(!may([testEnv], DESCRIBE, secret('TestEnv/x-a1b2c3', 'us-east-1', B)));
});

test('read access to one secret: a single statement object', () => {
  const Resource = secret('app-a1b2c3');
  const reader = compiled({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: GET, Resource } }, 'managed');

  assert.ok(may([reader], GET, Resource, CURRENT));
  assert.ok(may([reader], GET, Resource, { 'secretsmanager:VersionId': 'v' }));
  assert.ok(!may([reader], DESCRIBE, Resource));
  assert.ok(!may([reader], GET, secret('other-a1b2c3')));
});

test('Describe*, Get* and List* on everything', () => {
  const Action = ['secretsmanager:Describe*', 'secretsmanager:Get*', 'secretsmanager:List*'];
  const readOnly = compiled(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } },
    'managed',
  );
  const reads = ['DescribeSecret', 'GetSecretValue', 'GetResourcePolicy', 'GetRandomPassword', 'ListSecrets'];
  const others = ['CreateSecret', 'PutSecretValue', 'DeleteSecret', 'BatchGetSecretValue', 'ValidateResourcePolicy'];

  assert.ok([...reads, 'ListSecretVersionIds'].every(name => may([readOnly], `secretsmanager:${name}`)));
  assert.ok(others.every(name => !may([readOnly], `secretsmanager:${name}`, secret('x-a1b2c3'))));
});

test('specific secrets: the exact ARN, and a name with six question marks', () => {
  const specific = (other: string): CompiledPolicy =>
    compiled(
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: [DESCRIBE, 'secretsmanager:List*'], Resource: '*' },
          { Effect: 'Allow', Action: 'secretsmanager:*', Resource: [secret('a_specific_secret_name-a1b2c3'), other] },
        ],
      },
      'managed',
    );
  const marks = specific(secret('another_secret_name-??????'));

  assert.ok(may([marks], DESCRIBE, secret('any-a1b2c3')));
  assert.ok(!may([marks], GET, secret('any-a1b2c3')));
  assert.ok(may([marks], 'secretsmanager:DeleteSecret', secret('a_specific_secret_name-a1b2c3')));
  // Deleted and created again: only the suffix is new.
  assert.ok(!may([marks], GET, secret('a_specific_secret_name-d4e5f6')));
  assert.ok(may([marks], GET, secret('another_secret_name-a1b2c3')));
  assert.ok(may([marks], GET, secret('another_secret_name-d4e5f6')));
  assert.ok(!may([marks], GET, secret('another_secret_name-x-a1b2c3')));

  const star = specific(secret('another_secret_name-*'));
  assert.ok(may([star], GET, secret('another_secret_name-a1b2c3')));
  assert.ok(may([star], GET, secret('another_secret_name-x-a1b2c3')));
});

test('region and account may be stars but not empty', () => {
  const on = (Resource: string): CompiledPolicy[] => [policy('inline', { Resource })];

  assert.ok(may(on('arn:aws:secretsmanager:*:*:secret:x-*'), GET, secret('x-a1b2c3', 'eu-west-1', B)));
  assert.ok(!may(on('arn:aws:secretsmanager:::secret:x-*'), GET, secret('x-a1b2c3')));
});

test('a tag of the secret as the condition, under both of its names', () => {
  for (const key of ['secretsmanager:ResourceTag/ServerName', 'aws:ResourceTag/ServerName']) {
    const tagged = policy('inline', { Action: DESCRIBE, Condition: { StringEquals: { [key]: 'ServerABC' } } });
    const with_ = (value?: string): boolean => may([tagged], DESCRIBE, secret('x-a1b2c3'), { [key]: value });

    assert.ok(with_('ServerABC'));
    assert.ok(!with_('ServerXYZ'));
    assert.ok(!with_('serverabc'));
    assert.ok(!with_());
    assert.ok(!may([tagged], GET, secret('x-a1b2c3'), { [key]: 'ServerABC' }));
  }
});

test('Prod*: refused in its wrapping, without effect with the action as printed, right when repaired', () => {
  const prod = (Action: string): unknown => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action,
        Resource: 'arn:aws:secretsmanager:*:*:secret:Prod*',
        Condition: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
      },
    ],
  });
  const printed = 'secretsmanager:GetSecret';
  const prodSecret = secret('Prod/db-a1b2c3');

  assert.equal(refusal({ Policy: prod(printed) }, 'managed'), 'Syntax errors in policy.');
  assert.ok(!may([compiled(prod(printed), 'managed')], GET, prodSecret, CURRENT));
  const repaired = [compiled(prod(GET), 'managed')];
  assert.ok(may(repaired, GET, prodSecret, CURRENT));
  assert.ok(!may(repaired, GET, prodSecret, PREVIOUS));
  assert.ok(!may(repaired, GET, prodSecret));
  assert.ok(!may(repaired, GET, secret('Test/db-a1b2c3'), CURRENT));
});

const MASTER = secret('MyDatabaseMasterSecret-a1b2c3');

test('the master secret: the printed ARN fits no secret, the whole one does', () => {
  const on = (Resource: string): CompiledPolicy[] => [policy('inline', { Action: GET, Resource })];

  assert.ok(!may(on(secret('MyDatabaseMasterSecret')), GET, MASTER));
  assert.ok(may(on(MASTER), GET, MASTER));
  assert.ok(may(on(secret('MyDatabaseMasterSecret-??????')), GET, MASTER));
  assert.ok(!may(on(MASTER), 'secretsmanager:PutSecretValue', MASTER));
});

const FUNCTION = `arn:aws:lambda:us-east-1:${A}:function:rotate`;
const ROTATING = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'];
const OWN = { 'secretsmanager:resource/AllowRotationLambdaArn': FUNCTION };

/** The rotation role's policy; the guide prints it without a Version. */
function rotation(resource: string, ...more: unknown[]): CompiledPolicy[] {
  const Condition = { StringEquals: { 'secretsmanager:Resource/AllowRotationLambdaArn': FUNCTION } };
  const Action = ROTATING.map(name => `secretsmanager:${name}`);
  const statements = [
    { Effect: 'Allow', Action, Resource: resource, Condition },
    { Effect: 'Allow', Action: ['secretsmanager:GetRandomPassword'], Resource: '*' },
    { Action: ['ec2:CreateNetworkInterface'], Resource: '*', Effect: 'Allow' },
  ];
  return [compiled({ Statement: [...statements, ...more] }, 'inline')];
}

test('the rotation role of one user, without a Version: only the secrets of its function', () => {
  const role = rotation('*');
  const own = secret('own-a1b2c3');
  const other = { 'secretsmanager:resource/AllowRotationLambdaArn': `${FUNCTION}2` };

  assert.ok(ROTATING.every(name => may(role, `secretsmanager:${name}`, own, OWN)));
  assert.ok(ROTATING.every(name => !may(role, `secretsmanager:${name}`, own, other)));
  assert.ok(ROTATING.every(name => !may(role, `secretsmanager:${name}`, own)));
  assert.ok(may(role, 'secretsmanager:GetRandomPassword'));
  assert.ok(['DeleteSecret', 'RotateSecret'].every(name => !may(role, `secretsmanager:${name}`, own, OWN)));
  assert.ok(!may(role, 'secretsmanager:ListSecrets'));
});

test('the rotation role with a master user reads the one master secret too', () => {
  const role = rotation('*', { Effect: 'Allow', Action: [GET], Resource: MASTER });

  assert.ok(may(role, GET, MASTER));
  assert.ok(!may(role, DESCRIBE, MASTER));
  assert.ok(!may(role, GET, secret('other-a1b2c3')));
});

test('the role of the CloudFormation example is for secrets of this account and region, and for Lambda', () => {
  const role = rotation(secret('*'));

  assert.ok(may(role, GET, secret('own-a1b2c3'), OWN));
  assert.ok(!may(role, GET, secret('own-a1b2c3', 'eu-west-1'), OWN));
  const trust = policy('trust', { Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] });
  const assume = { action: 'sts:AssumeRole', resource: `arn:aws:iam::${A}:role/cfn-rotation-lambda-role` };
  assert.ok(isAllowed({ resource: trust }, { ...assume, as: { type: 'service', name: 'lambda.amazonaws.com' } }));
  assert.ok(!isAllowed({ resource: trust }, { ...assume, as: { type: 'service', name: 'ec2.amazonaws.com' } }));
  assert.ok(!isAllowed({ resource: trust, identity: [policy('inline', {})] }, assume));
});

test('the role of a custom function: refused with its trailing comma, right without it', () => {
  const names = ['DescribeSecret', 'GetRandomPassword', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'];
  const list = names.map(name => `"secretsmanager:${name}"`).join(',');
  const first = (comma: string): string => `{"Effect":"Allow","Action":[${list}${comma}],"Resource":"*"}`;
  const master = JSON.stringify({ Sid: 'AllowAccessToMasterSecret', Effect: 'Allow', Action: GET, Resource: MASTER });
  const whole = (...statements: string[]): string => `{"Version":"2012-10-17","Statement":[${statements.join(',')}]}`;

  assert.equal(refusal(whole(first(',')), 'managed'), 'Syntax errors in policy.');
  assert.equal(refusal(whole(first(','), master), 'managed'), 'Syntax errors in policy.');
  for (const text of [whole(first('')), whole(first(''), master)]) {
    const role = [compiled(text, 'managed')];
    assert.ok(names.every(name => may(role, `secretsmanager:${name}`, secret('any-a1b2c3'))));
    assert.ok(may(role, GET, MASTER));
    assert.ok(!may(role, 'secretsmanager:RotateSecret', MASTER));
  }
});

test('one family of secrets: it lacks GetRandomPassword until that is added', () => {
  const Action = ROTATING.map(name => `secretsmanager:${name}`);
  const family = policy('inline', { Action, Resource: secret('prod/app/database-credentials-*') });
  const rds = policy('inline', { Action: ['rds:DescribeDBInstances'] });

  assert.ok(may([family, rds], GET, secret('prod/app/database-credentials-a1b2c3')));
  assert.ok(!may([family, rds], GET, secret('prod/app/other-a1b2c3')));
  assert.ok(!may([family, rds], 'secretsmanager:GetRandomPassword'));
  const healed = policy('inline', { Action: 'secretsmanager:GetRandomPassword' });
  assert.ok(may([family, rds, healed], 'secretsmanager:GetRandomPassword'));
});

test('the managed policies as they are today', () => {
  const text = readFileSync(new URL('../testing/managed-policies.json', import.meta.url), 'utf8');
  const documents = new Map(Object.entries(Object(JSON.parse(text))));
  const named = (name: string): CompiledPolicy => compiled(documents.get(name), 'managed', { name });
  const readWrite = named('SecretsManagerReadWrite');
  const role = `arn:aws:iam::${A}:role/rotation`;
  const lambda = (name: string): string => `arn:aws:lambda:us-east-1:${A}:function:${name}`;

  assert.ok(may([readWrite], 'secretsmanager:CreateSecret', secret('x-a1b2c3')));
  assert.ok(!may([readWrite], 'iam:CreateRole', role));
  assert.ok(may([readWrite, named('IAMFullAccess')], 'iam:CreateRole', role));
  assert.ok(may([readWrite], 'lambda:InvokeFunction', lambda('SecretsManagerRotation')));
  // The names of the guide's own examples do not fit.
  assert.ok(!may([readWrite], 'lambda:InvokeFunction', lambda('MyLambdaRotationFunction')));
  assert.ok(!may([readWrite], 'lambda:CreateFunction', lambda('MySecretsManagerRotationFunction')));
  assert.ok(!may([readWrite], 'cloudformation:DeleteStack', `arn:aws:cloudformation:us-east-1:${A}:stack/s/1`));
  assert.ok(!may([readWrite], 'lambda:DeleteFunction', lambda('SecretsManagerRotation')));
});

test('the address condition: a Deny outside of the office stops everybody without such an address', () => {
  const office = policy('inline', {
    Effect: 'Deny',
    Condition: { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } },
  });
  const from = (address?: string): boolean =>
    may([policy('inline', {}), office], GET, secret('x-a1b2c3'), { 'aws:SourceIp': address });

  assert.ok(from('203.0.113.7'));
  assert.ok(!from('198.51.100.7'));
  assert.ok(!from('secretsmanager.amazonaws.com'));
  // Through a VPC endpoint there is no address.
  assert.ok(!from());
});

test('a role’s session and its user are different principals of one set of policies', () => {
  const reader = policy('inline', { Action: GET });

  assert.ok(isAllowed({ identity: [reader] }, { as: session('app') }));
  assert.ok(isAllowed({ identity: [reader] }, { as: user('ana') }));
  assert.equal(parsed({ Statement: { Effect: 'Allow', Action: GET, Resource: '*' } }, 'inline').version, '2008-10-17');
});
