/** A server with something of every service in it, and what its clients can read of that. */
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { Redacted } from '@coffer/wire';
import { makeUser, policyOfStatements } from '../access/testing.ts';
import { samlMetadata } from '../identities/saml-metadata.test-support.ts';
import { ECHO, functionInput, makeLambdaRole } from '../services/lambda/testing.ts';
import { makeGroup, putEvents } from '../services/logs/testing.ts';
import { assume, makeRole } from '../services/sts/testing.ts';
import type { TestServer } from '../testing/test-server.ts';
import type { Engine } from './backup.test-support.ts';
import { populated } from './backup.test-support.ts';

const ACCOUNT = '123456789012';
const APPLICATION = 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRotationTemplate';

/** What `populated` has, and grants, functions, invocations, logs, rotations, stacks, labels and the rest of IAM. */
export async function everything(stack: AsyncDisposableStack, engine: Engine = 'sqlite'): Promise<TestServer> {
  const server = await populated(stack, engine);
  const ca = join(server.dataDir, 'ca.pem');
  await writeFile(ca, '');
  server.parts.functions.serve({ endpoint: 'https://127.0.0.1:1', ca });
  await addKeys(server);
  await server.call('ssm', 'LabelParameterVersion', { Name: '/drill/Standard', Labels: ['blue'] });
  await addFunction(server);
  await addIdentities(server);
  await makeGroup(server, 'gone', 's');
  await server.call('logs', 'DeleteLogGroup', { logGroupName: 'gone' });
  await makeGroup(server, 'drill', 's');
  await putEvents(server, 'drill', 's', [server.clock.now(), 'the first line'], [server.clock.now() + 1, 'the second']);
  await server.call('logs', 'PutRetentionPolicy', { logGroupName: 'drill', retentionInDays: 30 });
  await addStack(server);
  await server.call('secretsmanager', 'RotateSecret', {
    SecretId: 'drill/text',
    ClientRequestToken: '11111111-2222-4333-8444-777777777777',
    RotationLambdaARN: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:drill`,
    RotationRules: { AutomaticallyAfterDays: 30 },
  });
  // Indexes the trail.
  await server.call('cloudtrail', 'LookupEvents', {});
  const Arn = `arn:aws:iam::${ACCOUNT}:user/Somebody`;
  await server.call('iam', 'GenerateServiceLastAccessedDetails', { Arn });
  return server;
}

async function addIdentities(server: TestServer): Promise<void> {
  const PolicyDocument = policyOfStatements({ Action: 'sts:*' });
  const { Policy } = await server.call('iam', 'CreatePolicy', { PolicyName: 'drill', PolicyDocument });
  await server.call('iam', 'CreateGroup', { GroupName: 'drill' });
  await server.call('iam', 'AttachGroupPolicy', { GroupName: 'drill', PolicyArn: Policy?.Arn ?? '' });
  await server.call('iam', 'AddUserToGroup', { GroupName: 'drill', UserName: 'Somebody' });
  await server.call('iam', 'CreateAccountAlias', { AccountAlias: 'drill' });
  await server.call('iam', 'UpdateAccountPasswordPolicy', { MinimumPasswordLength: 9 });
  const InstanceProfileName = 'drill';
  await server.call('iam', 'CreateInstanceProfile', { InstanceProfileName });
  await server.call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'runs' });
  await server.call('iam', 'CreateOpenIDConnectProvider', { Url: 'https://issuer.example', ClientIDList: ['drill'] });
  await server.call('iam', 'CreateSAMLProvider', { Name: 'drill', SAMLMetadataDocument: samlMetadata() });
  const user = await makeUser(server, 'caller', { policies: [PolicyDocument] });
  const session = await assume(user.server, await makeRole(server, 'assumed'));
  await session.call('sts', 'GetCallerIdentity', {});
}

async function addKeys(server: TestServer): Promise<void> {
  const { KeyMetadata: granted } = await server.call('kms', 'CreateKey', { Description: 'granted' });
  await server.call('kms', 'CreateGrant', {
    KeyId: granted?.KeyId ?? '',
    GranteePrincipal: `arn:aws:iam::${ACCOUNT}:user/Somebody`,
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { team: 'red' } },
  });
  await server.call('kms', 'CreateAlias', { AliasName: 'alias/drill', TargetKeyId: granted?.KeyId ?? '' });
  const { KeyMetadata: waiting } = await server.call('kms', 'CreateKey', { Description: 'waiting' });
  await server.call('kms', 'ScheduleKeyDeletion', { KeyId: waiting?.KeyId ?? '' });
}

async function addFunction(server: TestServer): Promise<void> {
  await makeLambdaRole(server);
  const Environment = { Variables: { MODE: new Redacted('drill') } };
  await server.call('lambda', 'CreateFunction', functionInput('drill', { Environment, Tags: { team: 'red' } }));
  await server.call('lambda', 'AddPermission', {
    FunctionName: 'drill',
    StatementId: 'rotation',
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
  });
  // Nobody runs the jobs of the test's server: it stays to be done.
  const Payload = new Redacted<Uint8Array>(Buffer.from('{"later":true}'));
  await server.call('lambda', 'Invoke', { FunctionName: 'drill', InvocationType: 'Event', Payload });
}

async function addStack(server: TestServer): Promise<void> {
  const { ChangeSetId: ChangeSetName = '' } = await server.call('serverlessrepo', 'CreateCloudFormationChangeSet', {
    ApplicationId: APPLICATION,
    StackName: 'drill',
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'],
    ParameterOverrides: [
      { Name: 'endpoint', Value: 'https://secretsmanager.us-east-1.amazonaws.com' },
      { Name: 'functionName', Value: 'of-a-stack' },
    ],
  });
  await server.call('cloudformation', 'ExecuteChangeSet', { ChangeSetName });
  await server.parts.jobs.runDue();
}

/** What clients read of it: two servers that answer the same have the same in them. */
export async function answersOf(server: TestServer): Promise<Readonly<Record<string, unknown>>> {
  const { KeyMetadata: key } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/drill' });
  const of = { logGroupName: 'drill' };
  const { Stacks = [] } = await server.call('cloudformation', 'DescribeStacks', {});
  const StackName = Stacks[0]?.StackName ?? '';
  const { Configuration, Tags, Concurrency } = await server.call('lambda', 'GetFunction', { FunctionName: 'drill' });
  return shown({
    secret: await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'drill/text' }),
    rotation: await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'drill/text' }),
    parameters: await server.call('ssm', 'GetParametersByPath', { Path: '/drill', WithDecryption: true }),
    labelled: await server.call('ssm', 'GetParameter', { Name: '/drill/Standard:blue', WithDecryption: true }),
    key,
    grants: await server.call('kms', 'ListGrants', { KeyId: key?.KeyId ?? '' }),
    function: { Configuration, Tags, Concurrency },
    code: await codeOf(server),
    policy: await server.call('lambda', 'GetPolicy', { FunctionName: 'drill' }),
    groups: await server.call('logs', 'DescribeLogGroups', {}),
    streams: await server.call('logs', 'DescribeLogStreams', of),
    events: await server.call('logs', 'GetLogEvents', { ...of, logStreamName: 's', startFromHead: true }),
    stacks: Stacks,
    resources: await server.call('cloudformation', 'DescribeStackResources', { StackName }),
    stackEvents: await server.call('cloudformation', 'DescribeStackEvents', { StackName }),
    users: await server.call('iam', 'GetAccountAuthorizationDetails', {}),
  });
}

/** The archive of the function, as its address gives it; whether it is the one that was uploaded. */
async function codeOf(server: TestServer): Promise<boolean> {
  const { Code } = await server.call('lambda', 'GetFunction', { FunctionName: 'drill' });
  const { host, pathname: target } = new URL(Code?.Location ?? '');
  const { body } = await server.deliver({ method: 'GET', target, rawHeaders: ['Host', host], body: Buffer.alloc(0) });
  return Buffer.from(body).equals(ECHO.unwrap());
}

/** As plain values, secret ones too; without what tells of the reading itself. */
function shown(answers: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(answers, (name, value: unknown) => {
    if (name === 'LastAccessedDate' || name === 'nextForwardToken' || name === 'nextBackwardToken') return undefined;
    return value instanceof Redacted ? value.unwrap() : value;
  });
  return JSON.parse(text) as Readonly<Record<string, unknown>>; // an object went in
}
