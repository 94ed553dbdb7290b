import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { AwsError } from '@coffer/wire';
import type { Application } from './applications.ts';
import { applicationNames, findApplication } from './applications.ts';
import { readParameters } from './parameters.ts';
import { physicalName } from './physical-name.ts';
import { rotationTemplate } from './rotation-template.ts';

const PLACE = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' };
const PUBLISHER = 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/';
const ENDPOINT = { Name: 'endpoint', Value: 'https://secretsmanager.us-east-1.amazonaws.com' };
const NAME = { Name: 'functionName', Value: 'rotate' };

function application(name: string): Application {
  const found = findApplication('aws', PUBLISHER + name);
  assert.ok(found !== undefined);
  return found;
}

function templateOf(name: string, ...more: readonly { readonly Name: string; readonly Value: string }[]) {
  const found = application(name);
  return rotationTemplate(found, 'stack', PLACE, readParameters(found, [ENDPOINT, NAME, ...more]), randomBytes);
}

test('99: applications are found by the ARN of their publisher alone', () => {
  assert.equal(applicationNames().length, 21);
  assert.equal(findApplication('aws', 'arn:aws:serverlessrepo:us-east-1:123456789012:applications/x'), undefined);
  assert.equal(findApplication('aws-cn', `${PUBLISHER}SecretsManagerRotationTemplate`), undefined);
  assert.equal(findApplication('aws', `${PUBLISHER}SecretsManagerRedShiftRotationSingleUser`), undefined);
  assert.equal(findApplication('aws', `${PUBLISHER}constructor`), undefined);
});

test("Coffer's own applications have a publisher that nobody is, in every partition", () => {
  const own = (partition: string, name: string) =>
    findApplication(partition, `arn:${partition}:serverlessrepo:us-east-1:000000000000:applications/${name}`);

  assert.equal(own('aws', 'CofferRedisRotationMultiUser')?.handler, 'redis/alternating-users.handler');
  assert.equal(own('aws-cn', 'CofferLDAPRotationSingleUser')?.handler, 'ldap/single-user.handler');
  assert.equal(own('aws', 'CofferIAMAccessKeyRotation')?.handler, 'iam-access-keys/two-slots.handler');
  assert.equal(own('aws', 'SecretsManagerRotationTemplate'), undefined);
  assert.equal(findApplication('aws', `${PUBLISHER}CofferRedisRotationSingleUser`), undefined);
});

test('names are at most 64 characters long, cut as the guide shows', () => {
  const name = physicalName('aws-serverless-repository-MyStack', 'SecretsManagerRotationTemplateRole', randomBytes);

  assert.match(name, /^aws-serverless-repository-SecretsManagerRotationTe-[A-Z0-9]{13}$/);
  assert.equal(name.length, 64);
  assert.match(physicalName('s', 'Role', randomBytes), /^s-Role-[A-Z0-9]{13}$/);
  assert.equal(physicalName('s'.repeat(128), 'Role', randomBytes).length, 64);
});

test('an endpoint of AWS means this server; another one is handed on', () => {
  const variables = (template: ReturnType<typeof templateOf>) =>
    template.resources.flatMap(({ properties }) =>
      properties.type === 'AWS::Lambda::Function' ? [properties.environment] : [],
    );

  assert.deepEqual(variables(templateOf('SecretsManagerRotationTemplate')), [{}]);
  const exclude = { Name: 'excludeCharacters', Value: '/@' };
  const found = application('SecretsManagerRotationTemplate');
  const parameters = readParameters(found, [{ Name: 'endpoint', Value: 'https://coffer:8443' }, NAME, exclude]);
  const other = rotationTemplate(found, 'stack', PLACE, parameters, randomBytes);
  assert.deepEqual(variables(other), [{ SECRETS_MANAGER_ENDPOINT: 'https://coffer:8443', EXCLUDE_CHARACTERS: '/@' }]);
});

test('the role may read the master secret only when it is named, and other secrets only when this function rotates them', () => {
  const policiesOf = (template: ReturnType<typeof templateOf>) =>
    template.resources.flatMap(({ properties }) => (properties.type === 'AWS::IAM::Role' ? properties.policies : []));
  const multi = 'SecretsManagerRDSMySQLRotationMultiUser';
  const master = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:master-abcdef';

  const [, secrets] = policiesOf(templateOf(multi));
  assert.match(
    secrets?.document ?? '',
    /"secretsmanager:resource\/AllowRotationLambdaArn":"arn:aws:lambda:us-east-1:123456789012:function:rotate"/,
  );
  assert.equal(policiesOf(templateOf(multi)).length, 2);
  const granted = policiesOf(templateOf(multi, { Name: 'masterSecretArn', Value: master }));
  assert.deepEqual(
    granted.map(({ name }) => name),
    ['0', '1', '2'].map(index => `${multi}RolePolicy${index}`),
  );
  assert.deepEqual(JSON.parse(granted[2]?.document ?? '').Statement, [
    { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: master },
  ]);
});

test('parameters that would widen a policy, or that the application does not have, are refused', () => {
  const refused = (name: string, ...overrides: readonly { readonly Name: string; readonly Value: string }[]) =>
    assert.throws(
      () => readParameters(application(name), overrides),
      (error: unknown) => error instanceof AwsError && error.code === 'BadRequestException',
      JSON.stringify(overrides),
    );
  const multi = 'SecretsManagerRDSMySQLRotationMultiUser';

  refused(multi, ENDPOINT);
  refused(multi, ENDPOINT, { Name: 'functionName', Value: '*' });
  refused(multi, ENDPOINT, NAME, { Name: 'masterSecretArn', Value: '*' });
  refused(multi, ENDPOINT, NAME, { Name: 'masterSecretArn', Value: 'arn:aws:secretsmanager:us-east-1:1:secret:*' });
  refused(multi, ENDPOINT, NAME, { Name: 'kmsKeyArn', Value: 'arn:aws:iam::1:role/x' });
  refused(multi, ENDPOINT, NAME, NAME);
  refused('SecretsManagerRotationTemplate', ENDPOINT, NAME, { Name: 'masterSecretArn', Value: 'x' });
  refused('SecretsManagerRotationTemplate', { Name: 'endpoint', Value: 'nowhere' }, NAME);
});
