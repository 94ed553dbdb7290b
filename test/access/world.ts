/** A server with one resource of each kind, and callers of each kind: what the matrix and the attacks are about. */
import { randomUUID } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import { zipSync } from 'fflate';
import { makeUser, policyOfStatements, type TestUser } from '../../packages/server/src/access/testing.ts';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { otherAccount } from '../../packages/server/src/services/secretsmanager/isolation.test-support.ts';
import { secretText, TestServer } from '../../packages/server/src/testing/index.ts';
import { assumeRole } from './assume-role.ts';
import type { Names } from './targets.ts';

export const ACCOUNT = '123456789012';
const OTHER_ACCOUNT = '210987654321';
const IAM = `arn:aws:iam::${ACCOUNT}`;

export interface World extends AsyncDisposable {
  /** As the root user calls it. */
  readonly server: TestServer;
  readonly names: Names;
}

/** One resource of each kind. */
export async function makeWorld(engine: 'sqlite' | 'postgres' = 'sqlite'): Promise<World> {
  const server = await TestServer.open({ engine });
  const SecretId = await makeSecret(server, 'target');
  await server.call('ssm', 'PutParameter', { Name: '/target', Value: new Redacted('v'), Type: 'String' });
  const KeyId = await makeCustomerKey(server, 'alias/target');
  const { CiphertextBlob } = await server.call('kms', 'Encrypt', { KeyId, Plaintext: new Redacted(Buffer.from('v')) });
  const user = await makeUser(server, 'target');
  await server.call('iam', 'CreateGroup', { GroupName: 'target' });
  await server.call('iam', 'CreateRole', { RoleName: 'target', AssumeRolePolicyDocument: trusting(user.arn) });
  const PolicyDocument = policyOfStatements({ Action: 's3:GetObject' });
  await server.call('iam', 'CreatePolicy', { PolicyName: 'target', PolicyDocument });
  await server.call('iam', 'CreateInstanceProfile', { InstanceProfileName: 'target' });
  await server.call('iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'target' });
  await server.call('iam', 'CreateRole', { RoleName: 'runs-target', AssumeRolePolicyDocument: trustingLambda() });
  await server.call('lambda', 'CreateFunction', {
    FunctionName: 'target',
    Role: `${IAM}:role/runs-target`,
    Runtime: 'python3.12',
    Handler: 'index.handler',
    Code: { ZipFile: new Redacted(zipSync({ 'index.py': Buffer.from('def handler(event, context): pass') })) },
  });
  await server.call('logs', 'CreateLogGroup', { logGroupName: '/target' });
  await server.call('logs', 'CreateLogStream', { logGroupName: '/target', logStreamName: 'target' });
  const names: Names = {
    SecretId,
    parameter: '/target',
    KeyId,
    AliasName: 'alias/target',
    ciphertext: Buffer.from(CiphertextBlob ?? []).toString('base64'),
    UserName: 'target',
    GroupName: 'target',
    RoleName: 'target',
    RoleArn: `${IAM}:role/target`,
    PolicyArn: `${IAM}:policy/target`,
    AccessKeyId: user.accessKeyId,
    InstanceProfileName: 'target',
    SerialNumber: `${IAM}:mfa/target`,
    OpenIDConnectProviderArn: `${IAM}:oidc-provider/target`,
    SAMLProviderArn: `${IAM}:saml-provider/target`,
    userArn: user.arn,
    lambdaFunction: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:target`,
    logGroup: '/target',
  };
  return { server, names, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** The same names, of the same form and length, for things that are not there. */
export function missing(names: Names): Names {
  const { SecretId, KeyId, AccessKeyId, ciphertext, ...others } = names;
  const renamed = Object.fromEntries(Object.entries(others).map(([key, of]) => [key, of.replace('target', 'tarnot')]));
  return {
    // The type of an object is lost on the way through its entries; the members are those of `names`.
    ...(renamed as unknown as typeof others),
    SecretId: SecretId.replace(':secret:target', ':secret:tarnot'),
    KeyId: `${KeyId.slice(0, KeyId.lastIndexOf('/') + 1)}${randomUUID()}`,
    AccessKeyId: 'AKIAIOSFODNN7NOTHERE'.slice(0, AccessKeyId.length),
    // A ciphertext shows its key to who has it, as in AWS: that is not what is asked here.
    ciphertext,
  };
}

async function makeSecret(server: TestServer, Name: string): Promise<string> {
  const input = { Name, ClientRequestToken: randomUUID(), SecretString: secretText('v') };
  const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', input);
  return ARN;
}

export function trusting(arn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' }],
  });
}

function trustingLambda(): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
}

/** Read-only, for the services that there are. */
const READING = policyOfStatements({
  Action: [
    ...['Describe*', 'Get*', 'List*', 'BatchGetSecretValue', 'ValidateResourcePolicy'].map(
      of => `secretsmanager:${of}`,
    ),
    ...['Describe*', 'Get*', 'List*'].flatMap(of => [`ssm:${of}`, `kms:${of}`]),
    'lambda:Get*',
    'lambda:List*',
    'iam:Get*',
    'iam:List*',
    'iam:Simulate*',
    'iam:Generate*',
    'sts:Get*',
    'cloudtrail:LookupEvents',
  ],
});

/** Callers of each kind who sign; the names are the matrix's columns. */
export async function makeCallers({ server, names }: World): Promise<ReadonlyMap<string, TestServer>> {
  const expired = await sessionOfUser(await makeUser(server, 'expired'));
  server.clock.advanceDays(2);
  const reader = await makeUser(server, 'reader', { policies: [READING] });
  const bounded = await makeUser(server, 'bounded', { managed: ['AdministratorAccess'], boundary: READING });
  const named = await makeUser(server, 'named');
  await nameIn(server, names, named.arn);
  await otherAccount(server, OTHER_ACCOUNT);
  const stranger = await makeUser(server, 'stranger', { accountId: OTHER_ACCOUNT, managed: ['AdministratorAccess'] });
  return new Map([
    ['expired', expired],
    ['no policy', (await makeUser(server, 'bare')).server],
    ['read-only', reader.server],
    ['boundary', bounded.server],
    ['session', await limitedSession(server)],
    ['resource', named.server],
    ['other acct', stranger.server],
    ['root', server],
  ]);
}

async function sessionOfUser({ server }: TestUser): Promise<TestServer> {
  const { Credentials } = await server.call('sts', 'GetSessionToken', {});
  if (Credentials === undefined) throw new Error('no credentials');
  return server.as({
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: new Redacted(Credentials.SessionToken),
  });
}

/** A session of an administrators' role that is limited to reading. */
async function limitedSession(server: TestServer): Promise<TestServer> {
  const admin = await makeUser(server, 'chief', { managed: ['AdministratorAccess'] });
  await server.call('iam', 'CreateRole', { RoleName: 'admins', AssumeRolePolicyDocument: trusting(admin.arn) });
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await server.call('iam', 'AttachRolePolicy', { RoleName: 'admins', PolicyArn });
  return assumeRole(admin.server, `${IAM}:role/admins`, 'limited', { Policy: READING });
}

/** Names a user in the policies that resources of every kind have. */
async function nameIn(server: TestServer, { SecretId, KeyId, RoleName }: Names, arn: string): Promise<void> {
  const Principal = { AWS: arn };
  const ResourcePolicy = policyOfStatements({ Action: 'secretsmanager:*', Principal });
  await server.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy });
  const root = { Action: 'kms:*', Principal: { AWS: `${IAM}:root` } };
  const Policy = policyOfStatements(root, { Action: 'kms:*', Principal });
  await server.call('kms', 'PutKeyPolicy', { KeyId, Policy });
  await server.call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument: trusting(arn) });
  const permission = { FunctionName: 'target', StatementId: 'named', Action: 'lambda:*', Principal: arn };
  await server.call('lambda', 'AddPermission', permission);
}
