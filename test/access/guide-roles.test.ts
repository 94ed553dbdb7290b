/** The user guide's policies for the roles of rotation functions, and AWS's managed policies, in force on requests. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { makeUser, policyOfStatements, type TestStatement } from '../../packages/server/src/access/testing.ts';
import type { Caller } from '../../packages/server/src/pipeline/caller.ts';
import { findSecret, updateSecret } from '../../packages/server/src/services/secretsmanager/store.ts';
import { TestServer } from '../../packages/server/src/testing/index.ts';
import { type Input, send } from './send.ts';
import { ACCOUNT } from './world.ts';

const GET = 'secretsmanager:GetSecretValue';
const LAMBDA = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:cfn-rotation-lambda`;
const ROTATING = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'];
const CUSTOM = ['DescribeSecret', 'GetRandomPassword', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'];
const SECRETS = ['rotated', 'master', 'other', 'prod/app/database-credentials', 'prod/app/other'] as const;
const READ_WRITE = 'arn:aws:iam::aws:policy/SecretsManagerReadWrite';
const FULL_IAM = 'arn:aws:iam::aws:policy/IAMFullAccess';

const named = (names: readonly string[]) => names.map(name => `secretsmanager:${name}`);
const RANDOM: TestStatement = { Action: ['secretsmanager:GetRandomPassword'] };

/** The first statement of the guide's roles: what a function may do with the secrets that it rotates. */
function rotates(Resource = '*'): TestStatement {
  const Condition = { StringEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': LAMBDA } };
  return { Action: named(ROTATING), Resource, Condition };
}

describe('The guide’s policies of rotation functions', () => {
  let server: TestServer;
  const arns = new Map<string, string>();
  before(async () => {
    server = await TestServer.open({ options: { regions: ['us-east-1', 'eu-west-1'] } });
    for (const Name of SECRETS) {
      const input = { Name, ClientRequestToken: randomUUID(), SecretString: 'v' };
      arns.set(Name, String((await send(server, 'secretsmanager', 'CreateSecret', input)).output['ARN']));
    }
    await rotateWith('rotated', LAMBDA);
  });
  after(() => server[Symbol.asyncDispose]());

  async function rotateWith(name: string, functionArn: string): Promise<void> {
    const { line, database } = server.parts;
    const row = await findSecret(line.reader, { accountId: ACCOUNT, region: 'us-east-1', name });
    assert.ok(row);
    await database.write(writer => updateSecret(writer, { ...row, rotation_lambda_arn: functionArn }));
  }

  /** What is answered when a role gets this policy: a code, or nothing. */
  async function put(RoleName: string, PolicyDocument: string): Promise<string | undefined> {
    const input = { RoleName, PolicyName: 'p', PolicyDocument };
    const { code, message } = await send(server, 'iam', 'PutRolePolicy', input);
    return code && `${code}: ${message}`;
  }

  /** A role for functions with this policy, and whether a session of it may do something. */
  async function roleWith(...statements: readonly TestStatement[]) {
    const RoleName = `rotation-${randomUUID()}`;
    const { Role } = await server.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: FOR_LAMBDA });
    if (statements.length > 0) assert.equal(await put(RoleName, policyOfStatements(...statements)), undefined);
    const [issuedAt, expiresAt] = [server.clock.now(), server.clock.now() + 900_000];
    const subject = { type: 'role', accountId: ACCOUNT, roleId: Role.RoleId, sessionName: 'function' } as const;
    const session = server.as(server.parts.line.sessions.issue({ subject, session: { issuedAt, expiresAt } }));
    const may = async (operation: string, SecretId?: string, more: Input = {}): Promise<boolean> => {
      const input = SecretId === undefined ? more : { SecretId, ...INPUTS[operation], ...more };
      const { code } = await send(session, 'secretsmanager', operation, input);
      return code !== 'AccessDeniedException';
    };
    return { RoleName, arn: Role.Arn, may };
  }

  /** Values are not asked for here, and nothing is changed: an empty input is refused after it was authorized. */
  const INPUTS: Readonly<Record<string, Input>> = {
    PutSecretValue: { ClientRequestToken: 'short' },
    UpdateSecretVersionStage: { VersionStage: '' },
    DeleteSecret: { RecoveryWindowInDays: 1_000 },
    RotateSecret: { ClientRequestToken: 'short' },
  };

  it('10: with a master secret the function reads that one too, and does nothing else with it', async () => {
    const { RoleName, may } = await roleWith(rotates(), RANDOM, { Action: [GET], Resource: arns.get('master') ?? '' });

    for (const operation of ROTATING) {
      assert.ok(await may(operation, 'rotated'), operation);
      assert.ok(!(await may(operation, 'other')), operation);
      assert.equal(await may(operation, 'master'), operation === 'GetSecretValue', operation);
    }
    assert.ok(await may('GetRandomPassword'));
    for (const operation of ['DeleteSecret', 'RotateSecret']) assert.ok(!(await may(operation, 'rotated')), operation);
    // One of its further actions is printed without its colon.
    const printed = policyOfStatements({ Action: ['ec2:CreateNetworkInterface', 'ec2>DeleteNetworkInterface'] });
    const told = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
    assert.equal(await put(RoleName, printed), `MalformedPolicyDocument: ${told}`);
  });

  it('10: a secret that is given another function is lost to the role at once', async () => {
    const { may } = await roleWith(rotates(), RANDOM);
    await rotateWith('other', LAMBDA);
    assert.ok(await may('GetSecretValue', 'other'));

    await rotateWith('other', `${LAMBDA}-2`);

    assert.ok(!(await may('GetSecretValue', 'other')));
  });

  it('11: a custom function: refused with its trailing comma, and right without it', async () => {
    const { RoleName, may } = await roleWith();
    const whole = policyOfStatements({ Action: named(CUSTOM) });
    const printed = whole.replace('UpdateSecretVersionStage"]', 'UpdateSecretVersionStage",]');
    assert.notEqual(printed, whole);

    assert.equal(await put(RoleName, printed), 'MalformedPolicyDocument: Syntax errors in policy.');
    assert.ok(!(await may('GetSecretValue', 'other')));
    assert.equal(await put(RoleName, whole), undefined);
    for (const operation of ROTATING) assert.ok(await may(operation, 'other'), operation);
    assert.ok(await may('GetRandomPassword'));
    for (const operation of ['DeleteSecret', 'RotateSecret']) assert.ok(!(await may(operation, 'other')), operation);
  });

  it('12: the same with a master secret: refused with its trailing comma, and right without it', async () => {
    const { RoleName, may } = await roleWith();
    const own: TestStatement = { Sid: 'AllowAccessToSecretsManagerAPIs', Action: named(CUSTOM), Resource: '*' };
    const master = { Sid: 'AllowAccessToMasterSecret', Action: GET, Resource: arns.get('master') ?? '' };
    const whole = policyOfStatements(own, master);

    const printed = whole.replace('UpdateSecretVersionStage"]', 'UpdateSecretVersionStage",]');
    assert.equal(await put(RoleName, printed), 'MalformedPolicyDocument: Syntax errors in policy.');
    assert.equal(await put(RoleName, whole), undefined);
    for (const operation of ROTATING) assert.ok(await may(operation, 'rotated'), operation);
    assert.equal(await put(RoleName, policyOfStatements(master)), undefined);
    assert.deepEqual([await may('GetSecretValue', 'master'), await may('GetSecretValue', 'other')], [true, false]);
  });

  it('13: one family of secrets; a password cannot be made until GetRandomPassword is added', async () => {
    const Resource = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:prod/app/database-credentials-*`;
    const printed = [{ Action: named(ROTATING), Resource }, { Action: ['rds:DescribeDBInstances'] }];
    const { RoleName, may } = await roleWith(...printed);

    for (const operation of ROTATING) {
      assert.ok(await may(operation, 'prod/app/database-credentials'), operation);
      assert.ok(!(await may(operation, 'prod/app/other')), operation);
    }
    assert.ok(!(await may('GetRandomPassword')));
    assert.equal(await put(RoleName, policyOfStatements(...printed, RANDOM)), undefined);
    assert.ok(await may('GetRandomPassword'));
  });

  it('14: the CloudFormation example: secrets of this account and region, and only functions may take the role', async () => {
    const Resource = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:*`;
    const { arn, may } = await roleWith(rotates(Resource), RANDOM, { Action: ['kms:Decrypt', 'kms:GenerateDataKey'] });
    const elsewhere = await roleWith(rotates(Resource.replace('us-east-1', 'eu-west-1')));
    const admin = await makeUser(server, `admin-${randomUUID()}`, { managed: ['AdministratorAccess'] });

    assert.deepEqual([await may('GetSecretValue', 'rotated'), await may('GetSecretValue', 'other')], [true, false]);
    assert.ok(!(await elsewhere.may('GetSecretValue', 'rotated')));
    const input = { RoleArn: arn, RoleSessionName: 'me' };
    assert.equal((await send(admin.server, 'sts', 'AssumeRole', input)).code, 'AccessDenied');
    assert.deepEqual(await Promise.all(['lambda', 'ec2'].map(name => mayAssume(name, arn))), ['Allow', 'Deny']);
  });

  /** What the policy of functions' roles says to an AWS service. */
  async function mayAssume(name: string, resource: string): Promise<string> {
    const service = `${name}.amazonaws.com`;
    const of = { accountId: ACCOUNT, arn: service, principalId: service, accessKeyId: '' };
    const caller: Caller = { type: 'AWSService', service, ...of };
    const from = { caller, client: undefined, region: 'us-east-1', now: server.clock.now(), calledVia: [] };
    const policy = { kind: 'trust', document: FOR_LAMBDA } as const;
    const asked = { action: 'sts:AssumeRole', resource, resourceAccountId: ACCOUNT, policy };
    return (await server.parts.line.access.decide(from, asked)).effect;
  }

  it('15: SecretsManagerReadWrite manages secrets, and makes roles only together with IAMFullAccess', async () => {
    const { arn, server: as } = await makeUser(server, `user-${randomUUID()}`);
    const UserName = arn.slice(arn.lastIndexOf('/') + 1);
    const secret = async () => {
      const input = { Name: randomUUID(), ClientRequestToken: randomUUID(), SecretString: 'v' };
      return (await send(as, 'secretsmanager', 'CreateSecret', input)).code;
    };
    const role = async () => {
      const input = { RoleName: randomUUID(), AssumeRolePolicyDocument: FOR_LAMBDA };
      return (await send(as, 'iam', 'CreateRole', input)).code;
    };

    assert.deepEqual([await secret(), await role()], ['AccessDeniedException', 'AccessDenied']);
    await server.call('iam', 'AttachUserPolicy', { UserName, PolicyArn: READ_WRITE });
    assert.deepEqual([await secret(), await role()], [undefined, 'AccessDenied']);
    await server.call('iam', 'AttachUserPolicy', { UserName, PolicyArn: FULL_IAM });
    assert.deepEqual([await secret(), await role()], [undefined, undefined]);
    await server.call('iam', 'DetachUserPolicy', { UserName, PolicyArn: READ_WRITE });
    assert.deepEqual([await secret(), await role()], ['AccessDeniedException', undefined]);
  });

  it('15: nobody changes or deletes a managed policy of AWS', async () => {
    const change = { PolicyArn: READ_WRITE, PolicyDocument: policyOfStatements({ Action: '*' }), SetAsDefault: true };
    const admin = await makeUser(server, `admin-${randomUUID()}`, { managed: ['AdministratorAccess'] });

    for (const as of [server, admin.server]) {
      assert.equal((await send(as, 'iam', 'CreatePolicyVersion', change)).code, 'AccessDenied');
      assert.equal((await send(as, 'iam', 'DeletePolicy', { PolicyArn: READ_WRITE })).code, 'AccessDenied');
    }
    const { Policy } = await server.call('iam', 'GetPolicy', { PolicyArn: READ_WRITE });
    assert.equal(Policy?.DefaultVersionId, 'v5');
  });

  it('16: SecretsManagerReadWrite of today does not reach the functions and stacks that the guide names', async () => {
    const { arn } = await makeUser(server, `user-${randomUUID()}`, { managed: ['SecretsManagerReadWrite'] });
    const lambda = (name: string) => `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;
    const stack = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/MyRotationFunctionStack/1`;

    for (const [action, resource, expected] of [
      ['lambda:InvokeFunction', lambda('SecretsManagerRotation'), 'allowed'],
      ['lambda:InvokeFunction', lambda('MyLambdaRotationFunction'), 'implicitDeny'],
      ['lambda:CreateFunction', lambda('MySecretsManagerRotationFunction'), 'implicitDeny'],
      ['lambda:DeleteFunction', lambda('MySecretsManagerRotationFunction'), 'implicitDeny'],
      ['cloudformation:DeleteStack', stack, 'implicitDeny'],
    ] as const) {
      const asked = { PolicySourceArn: arn, ActionNames: [action], ResourceArns: [resource] };
      const { EvaluationResults = [] } = await server.call('iam', 'SimulatePrincipalPolicy', asked);
      assert.equal(EvaluationResults[0]?.EvalDecision, expected, `${action} ${resource}`);
    }
  });
});

const FOR_LAMBDA = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
