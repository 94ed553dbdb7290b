/** The user guide's policies for users and roles, in force on requests: as they are printed, and repaired where they are broken. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { makeUser, policyOfStatements } from '../../packages/server/src/access/testing.ts';
import { findSecret, updateSecret } from '../../packages/server/src/services/secretsmanager/store.ts';
import { TestServer } from '../../packages/server/src/testing/index.ts';
import { type Input, send, type Told } from './send.ts';
import { AUTHORIZED, stopsBeforeDoing } from './stops-before-doing.ts';
import { ACCOUNT } from './world.ts';

const SECRETS = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret`;
const GET = 'secretsmanager:GetSecretValue';
const LAMBDA = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:rotate`;
const CURRENT = { VersionStage: 'AWSCURRENT' };
const PREVIOUS = { VersionStage: 'AWSPREVIOUS' };
const VERSION = { VersionId: '11111111-2222-4333-8444-555555555555' };
const STAGED = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } };

/** Item 7, with this action. */
function prod(Action: string): string {
  return policyOfStatements({ Action, Resource: 'arn:aws:secretsmanager:*:*:secret:Prod*', Condition: STAGED });
}

describe('The guide’s policies of identities', () => {
  let server: TestServer;
  /** What is answered to item 7 as it is printed. */
  let wrapped: string | undefined;
  const arns = new Map<string, string>();
  before(async () => {
    server = await TestServer.open();
    const names = ['TestEnv/x', 'Other', 'app', 'another_secret_name', 'another_secret_name-x', 'ProdDb', 'rotated'];
    for (const Name of names) arns.set(Name, await create(Name, Name === 'app' ? 'ServerABC' : 'ServerXYZ'));
    const { line, database } = server.parts;
    const row = await findSecret(line.reader, { accountId: ACCOUNT, region: 'us-east-1', name: 'rotated' });
    assert.ok(row);
    await database.write(writer => updateSecret(writer, { ...row, rotation_lambda_arn: LAMBDA }));
    await makeUser(server, 'author');
    const PolicyDocument = `{"Policy":${prod(GET)}}`;
    const attached = { UserName: 'author', PolicyName: 'p', PolicyDocument };
    wrapped = (await send(server, 'iam', 'PutUserPolicy', attached)).code;
    Object.assign(server.parts, { line: stopsBeforeDoing(line) });
  });
  after(() => server[Symbol.asyncDispose]());

  async function create(Name: string, ServerName: string): Promise<string> {
    const input = { Name, ClientRequestToken: randomUUID(), Tags: [{ Key: 'ServerName', Value: ServerName }] };
    return String((await send(server, 'secretsmanager', 'CreateSecret', input)).output['ARN']);
  }

  /** Asks as a user who has these policies and no others. */
  async function userOf(...policies: readonly string[]) {
    const { server: as } = await makeUser(server, `user-${randomUUID()}`, { policies });
    return asking(as);
  }

  function asking(as: TestServer) {
    return async (operation: string, SecretId?: string, more: Input = {}): Promise<boolean> => {
      const input = SecretId === undefined ? more : { SecretId, ...more };
      return isAllowed(await send(as, 'secretsmanager', operation, input));
    };
  }

  function isAllowed({ code, message }: Told): boolean {
    assert.ok(
      code === AUTHORIZED || code === 'ValidationException' || code === 'AccessDeniedException',
      `${code} ${message}`,
    );
    return code !== 'AccessDeniedException';
  }

  it('1, 18: TestEnv/*: described, and read where the request names the current stage', async () => {
    const Resource = `${SECRETS}:TestEnv/*`;
    const may = await userOf(
      policyOfStatements(
        { Sid: 'Stmt1DescribeSecret', Action: ['secretsmanager:DescribeSecret'], Resource },
        { Sid: 'Stmt2GetSecretValue', Action: [GET], Resource, Condition: STAGED },
      ),
    );

    assert.ok(await may('DescribeSecret', 'TestEnv/x'));
    assert.ok(!(await may('DescribeSecret', 'Other')));
    assert.ok(await may('GetSecretValue', 'TestEnv/x', CURRENT));
    for (const asked of [PREVIOUS, {}, VERSION]) assert.ok(!(await may('GetSecretValue', 'TestEnv/x', asked)));
    for (const [from, to] of [
      ['us-east-1', 'eu-west-1'],
      [ACCOUNT, '210987654321'],
    ] as const) {
      const elsewhere = arns.get('TestEnv/x')?.replace(from, to);
      assert.ok(!(await may('DescribeSecret', elsewhere)));
    }
  });

  it('2: read access to one secret, the statement an object', async () => {
    const Statement = { Effect: 'Allow', Action: GET, Resource: arns.get('app') };
    const may = await userOf(JSON.stringify({ Version: '2012-10-17', Statement }));

    for (const asked of [CURRENT, PREVIOUS, VERSION, {}]) assert.ok(await may('GetSecretValue', 'app', asked));
    assert.ok(!(await may('DescribeSecret', 'app')));
    assert.ok(!(await may('GetSecretValue', 'Other')));
  });

  it('3: Describe*, Get* and List* read, and neither write nor read batches', async () => {
    const Action = ['Describe*', 'Get*', 'List*'].map(name => `secretsmanager:${name}`);
    const may = await userOf(policyOfStatements({ Action }));

    for (const name of ['DescribeSecret', 'GetSecretValue', 'GetResourcePolicy', 'ListSecretVersionIds']) {
      assert.ok(await may(name, 'app'), name);
    }
    for (const name of ['GetRandomPassword', 'ListSecrets']) assert.ok(await may(name), name);
    for (const name of ['PutSecretValue', 'DeleteSecret', 'UpdateSecret', 'ValidateResourcePolicy', 'RestoreSecret']) {
      assert.ok(!(await may(name, 'app', { ResourcePolicy: '{}', SecretString: 'v' })), name);
    }
    assert.ok(!(await may('CreateSecret', undefined, { Name: 'new' })));
    assert.ok(!(await may('BatchGetSecretValue', undefined, { SecretIdList: ['app'] })));
  });

  it('4: one exact ARN, and a name with six question marks or a star', async () => {
    const specific = (other: string) =>
      userOf(
        policyOfStatements(
          { Action: ['secretsmanager:Describe*', 'secretsmanager:List*'] },
          { Action: 'secretsmanager:*', Resource: [arns.get('app') ?? '', `${SECRETS}:another_secret_name-${other}`] },
        ),
      );
    const [marks, star] = [await specific('??????'), await specific('*')];

    assert.ok(await marks('DescribeSecret', 'Other'));
    assert.ok(!(await marks('GetSecretValue', 'Other')));
    assert.ok(await marks('DeleteSecret', 'app'));
    assert.ok(await marks('GetSecretValue', 'another_secret_name'));
    assert.ok(!(await marks('GetSecretValue', 'another_secret_name-x')));
    assert.ok(await star('GetSecretValue', 'another_secret_name-x'));
    // Deleted and made again, a secret has another suffix: an exact ARN does not even say that it is missing.
    const exact = await userOf(policyOfStatements({ Action: GET, Resource: `${SECRETS}:gone-AbCdEf` }));
    assert.ok(!(await exact('GetSecretValue', 'gone')));
    assert.ok(await exact('GetSecretValue', `${SECRETS}:gone-AbCdEf`));
  });

  it('5: region and account may be stars, and not empty', async () => {
    const stars = await userOf(
      policyOfStatements({ Action: GET, Resource: 'arn:aws:secretsmanager:*:*:secret:app-*' }),
    );
    const empty = await userOf(policyOfStatements({ Action: GET, Resource: 'arn:aws:secretsmanager:::secret:app-*' }));

    assert.ok(await stars('GetSecretValue', 'app'));
    assert.ok(!(await empty('GetSecretValue', 'app')));
  });

  it('6: a tag of the secret, under both of its names', async () => {
    for (const key of ['secretsmanager:ResourceTag/ServerName', 'aws:ResourceTag/ServerName']) {
      const of = (value: string) =>
        userOf(
          policyOfStatements({ Action: 'secretsmanager:Describe*', Condition: { StringEquals: { [key]: value } } }),
        );
      const may = await of('ServerABC');

      assert.ok(await may('DescribeSecret', 'app'));
      assert.ok(!(await may('DescribeSecret', 'Other')));
      assert.ok(!(await may('DescribeSecret', 'not-there')));
      assert.ok(!(await may('GetSecretValue', 'app')));
      assert.ok(!(await (await of('serverabc'))('DescribeSecret', 'app')));
    }
  });

  it('7: Prod* is refused in its wrapping, and without effect with the action as printed', async () => {
    const [printed, repaired] = [await userOf(prod('secretsmanager:GetSecret')), await userOf(prod(GET))];

    assert.equal(wrapped, 'MalformedPolicyDocument');
    assert.ok(!(await printed('GetSecretValue', 'ProdDb', CURRENT)));
    assert.ok(await repaired('GetSecretValue', 'ProdDb', CURRENT));
    for (const asked of [{}, PREVIOUS]) assert.ok(!(await repaired('GetSecretValue', 'ProdDb', asked)));
    assert.ok(!(await repaired('GetSecretValue', 'Other', CURRENT)));
  });

  it('8: a rotation function reads its master secret by a whole ARN or with six question marks', async () => {
    const on = (Resource: string) => userOf(policyOfStatements({ Action: GET, Resource }));
    const [printed, marks] = [await on(`${SECRETS}:app`), await on(`${SECRETS}:app-??????`)];

    assert.ok(!(await printed('GetSecretValue', 'app')));
    assert.ok(await marks('GetSecretValue', 'app'));
    assert.ok(!(await marks('PutSecretValue', 'app', { SecretString: 'v' })));
  });

  it('9: a rotation function may write the secrets that it rotates, and no others', async () => {
    const Action = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'];
    const Condition = { StringEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': LAMBDA } };
    // Without a Version, as printed.
    const Statement = [
      { Effect: 'Allow', Action: Action.map(name => `secretsmanager:${name}`), Resource: '*', Condition },
      { Effect: 'Allow', Action: ['secretsmanager:GetRandomPassword'], Resource: '*' },
    ];
    const may = await userOf(JSON.stringify({ Statement }));

    for (const name of Action) {
      assert.ok(await may(name, 'rotated', CURRENT), name);
      assert.ok(!(await may(name, 'app', CURRENT)), name);
    }
    assert.ok(await may('GetRandomPassword'));
    for (const name of ['DeleteSecret', 'RotateSecret']) assert.ok(!(await may(name, 'rotated')), name);
    assert.ok(!(await may('ListSecrets')));
  });

  it('17: an office’s addresses', async () => {
    const Condition = { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } };
    const only = (range: string) =>
      policyOfStatements(
        { Action: '*' },
        {
          Effect: 'Deny',
          Action: '*',
          Condition: JSON.parse(JSON.stringify(Condition).replace('203.0.113.0/24', range)),
        },
      );

    assert.ok(await (await userOf(only('203.0.113.0/24')))('GetSecretValue', 'app'));
    assert.ok(!(await (await userOf(only('198.51.100.0/24')))('GetSecretValue', 'app')));
  });
});
