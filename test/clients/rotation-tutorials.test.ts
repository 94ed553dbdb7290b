/**
 * The guide's two tutorials on rotation (items 109 and 110). The commands that it prints are run as they are printed, by
 * a shell whose `aws` is `coffer aws`, with MariaDB's client; what it has people do in the console, an AWS CLI does.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { MariadbServer } from '../../packages/rotators/src/testing/mariadb.ts';
import { startMariadb, withoutMariadb } from '../../packages/rotators/src/testing/mariadb.ts';
import { awsClis, without } from '../support/require.ts';
import { runProgram } from '../support/run-program.ts';
import { ROOT } from '../support/sources.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { CommandLine } from './command-line.ts';

const APPLICATIONS = 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/';
const MASTER = 'MyTestDatabaseMasterSecret';
const USER = 'MyTestDatabaseUserSecret';
/** Long enough for a first attempt that fails, and the next one ten seconds later, on a busy machine. */
const PATIENCE_MS = 120_000;

/** What the guide prints, up to the login: `aws` is Coffer's. */
const SIGN_IN = `
aws() { "$NODE" "$COFFER" aws "$@"; }
secret=$(aws secretsmanager get-secret-value --secret-id "$1" |
jq .SecretString | jq fromjson)
user=$(echo $secret | jq -r .username)
password=$(echo $secret | jq -r .password)
endpoint=$(echo $secret | jq -r .host)
port=$(echo $secret | jq -r .port)
mysql -h $endpoint -u $user -P $port -p$password
`;

describe('the tutorials on rotation', { skip: without('aws', 'jq', 'mysql') || withoutMariadb() }, () => {
  let coffer: Coffer;
  let database: MariadbServer;
  let aws: CommandLine;
  let folder: string;
  before(async () => {
    [coffer, database, folder] = await Promise.all([
      startCoffer(),
      startMariadb(),
      mkdtemp(join(tmpdir(), 'coffer-tutorial-')),
    ]);
    aws = await CommandLine.ofAws(awsClis()[0] ?? '', coffer);
    await database.asRoot(
      "create user adminuser identified by 'first-Password'",
      'grant all on *.* to adminuser with grant option',
    );
  });
  after(async () => {
    await aws[Symbol.asyncDispose]();
    await coffer[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** Signs in as the guide does and types at the prompt; what the client prints. */
  async function signIn(secret: string, typed: string): Promise<string> {
    const { code, stdout, stderr } = await runProgram('sh', ['-e', '-c', SIGN_IN, 'sh', secret], {
      cwd: folder,
      input: typed,
      env: {
        ...coffer.clientEnv,
        HOME: folder,
        NODE: process.execPath,
        COFFER: join(ROOT, 'packages/cli/bin/coffer.js'),
        COFFER_DATA_DIR: coffer.dataDir,
      },
    });
    assert.equal(code, 0, stderr);
    return stdout;
  }

  async function currentUser(secret: string): Promise<string> {
    const [, user = ''] = /^Current user:\s*(\S+)@/m.exec(await signIn(secret, 'status;\n')) ?? [];
    return user;
  }

  async function create(name: string, username: string, password: string, more: object = {}): Promise<void> {
    const { port } = database;
    const place = { engine: 'mysql', host: '127.0.0.1', port, dbInstanceIdentifier: 'mytestdatabaseinstance' };
    await aws.writeFile('secret.json', JSON.stringify({ username, password, ...place, ...more }));
    await aws.json('secretsmanager', 'create-secret', '--name', name, '--secret-string', 'file://secret.json');
  }

  async function value(secret: string): Promise<Readonly<Record<string, unknown>>> {
    const { SecretString } = await aws.json('secretsmanager', 'get-secret-value', '--secret-id', secret);
    const members: Record<string, unknown> = JSON.parse(String(SecretString));
    return members;
  }

  /** What the console makes when rotation is enabled: a stack of the published application. */
  async function makeFunction(application: string, name: string): Promise<void> {
    await aws.writeFile(
      'parameters.json',
      JSON.stringify([
        { Name: 'endpoint', Value: 'https://secretsmanager.us-east-1.amazonaws.com' },
        { Name: 'functionName', Value: name },
      ]),
    );
    const { ChangeSetId, StackId } = await aws.json(
      'serverlessrepo',
      'create-cloud-formation-change-set',
      '--application-id',
      APPLICATIONS + application,
      '--stack-name',
      name,
      '--parameter-overrides',
      'file://parameters.json',
      '--capabilities',
      'CAPABILITY_IAM',
      'CAPABILITY_RESOURCE_POLICY',
    );
    await aws.text('cloudformation', 'execute-change-set', '--change-set-name', String(ChangeSetId));
    await stackIs(String(StackId), 'CREATE_COMPLETE');
  }

  async function stackIs(stack: string, status: string): Promise<void> {
    const query = ['--query', 'Stacks[0].StackStatus', '--output', 'text'];
    await until(`the stack is ${status}`, async () => {
      const found = await aws.text('cloudformation', 'describe-stacks', '--stack-name', stack, ...query);
      assert.match(found, new RegExp(`_IN_PROGRESS$|^${status}$`, 'm'));
      return found.trim() === status;
    });
  }

  async function rotate(secret: string, ...more: readonly string[]): Promise<string> {
    const { VersionId } = await aws.json('secretsmanager', 'rotate-secret', '--secret-id', secret, ...more);
    return String(VersionId);
  }

  /** Names of the events of a secret, the newest first. */
  async function eventsOf(secretArn: string): Promise<string> {
    const attributes = ['--lookup-attributes', `AttributeKey=ResourceName,AttributeValue=${secretArn}`];
    return aws.text('cloudtrail', 'lookup-events', ...attributes, '--query', 'Events[].EventName', '--output', 'text');
  }

  test('71, 72, 77, 79, 92, 109: tutorial 2, a secret for a database rotates itself, and the same commands sign in again', async () => {
    await create(MASTER, 'adminuser', 'first-Password');
    assert.equal(await currentUser(MASTER), 'adminuser');

    await makeFunction('SecretsManagerRDSMySQLRotationSingleUser', 'SecretsManagerMyTestDatabaseMaster');
    const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:SecretsManagerMyTestDatabaseMaster';
    const rules = ['--rotation-lambda-arn', functionArn, '--rotation-rules', 'AutomaticallyAfterDays=30'];
    await rotate(MASTER, ...rules);
    await until('the password is another one', async () => (await value(MASTER))['password'] !== 'first-Password');

    assert.equal(await currentUser(MASTER), 'adminuser');
    const { RotationEnabled, RotationLambdaARN, RotationRules } = await aws.json(
      'secretsmanager',
      'describe-secret',
      '--secret-id',
      MASTER,
    );
    assert.deepEqual(
      [RotationEnabled, RotationLambdaARN, RotationRules],
      [true, functionArn, { AutomaticallyAfterDays: 30 }],
    );
    const old = ['--no-defaults', '-h', '127.0.0.1', '-P', String(database.port), '-u', 'adminuser'];
    const refused = await runProgram('mysql', [...old, '-pfirst-Password', '-e', 'status'], { env: coffer.clientEnv });
    assert.match(refused.stderr, /Access denied for user 'adminuser'/);
  });

  test('8, 80, 81, 92, 110: tutorial 3, a user rotates with a master secret, fails without the grant on it, and heals with it', async () => {
    const name = 'SecretsManagerMyTestDatabaseUser';
    const functionArn = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
    await signIn(
      MASTER,
      `CREATE USER mytestuser IDENTIFIED BY 'ReplaceThisWithASecurePassword';\nGRANT SELECT on *.* TO mytestuser;\n`,
    );
    const { ARN: masterarn } = await aws.json('secretsmanager', 'describe-secret', '--secret-id', MASTER);
    await create(USER, 'mytestuser', 'ReplaceThisWithASecurePassword', { masterarn });
    assert.equal(await currentUser(USER), 'mytestuser');

    await makeFunction('SecretsManagerRDSMySQLRotationMultiUser', name);
    const rules = ['--rotation-lambda-arn', functionArn, '--rotation-rules', 'AutomaticallyAfterDays=30'];
    await rotate(USER, ...rules);
    const { ARN: userArn } = await aws.json('secretsmanager', 'describe-secret', '--secret-id', USER);
    await until('it fails', async () => (await eventsOf(String(userArn))).includes('RotationFailed'));
    await using command = await CommandLine.ofCoffer(coffer, 'rotation', 'status');
    const status = await command.text(USER, '--data-dir', coffer.dataDir);
    assert.match(status, /^ *last event +RotationFailed at [^]*^ *why .*during setSecret step: .*; next attempt at /m);
    const log = ['logs', 'filter-log-events', '--log-group-name', `/aws/lambda/${name}`];
    const said = await aws.text(...log, '--query', 'events[].message', '--output', 'text');
    assert.match(
      said,
      /AccessDeniedException.* secretsmanager:GetSecretValue on resource: \S*MyTestDatabaseMasterSecret/,
    );
    assert.equal((await value(USER))['password'], 'ReplaceThisWithASecurePassword');

    const made = await aws.json('cloudformation', 'describe-stack-resources', '--physical-resource-id', name);
    const { StackResources } = made as { StackResources: { ResourceType: string; PhysicalResourceId: string }[] };
    const role = StackResources.find(each => each.ResourceType === 'AWS::IAM::Role')?.PhysicalResourceId ?? '';
    const Statement = [{ Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: masterarn }];
    await aws.writeFile('policy.json', JSON.stringify({ Version: '2012-10-17', Statement }));
    const policy = ['--role-name', role, '--policy-name', 'AccessToMasterSecret'];
    await aws.text('iam', 'put-role-policy', ...policy, '--policy-document', 'file://policy.json');
    await until('it heals', async () => (await value(USER))['username'] === 'mytestuser_clone');

    assert.equal(await currentUser(USER), 'mytestuser_clone');
    await rotate(USER);
    await until('it rotates again', async () => (await value(USER))['username'] === 'mytestuser');
    assert.match(await signIn(USER, 'SELECT current_user(), count(*) > 0 FROM mysql.user;\n'), /^mytestuser@%\t1$/m);

    for (const secret of [USER, MASTER]) {
      await aws.json('secretsmanager', 'delete-secret', '--secret-id', secret, '--recovery-window-in-days', '7');
    }
    const stack = `aws-serverless-repository-${name}`;
    await aws.text('cloudformation', 'delete-stack', '--stack-name', stack);
    await stackIs(stack, 'DELETE_FAILED');
    const listed = await aws.json('iam', 'list-role-policies', '--role-name', role);
    assert.deepEqual(listed, { PolicyNames: ['AccessToMasterSecret'] });
    await aws.text('iam', 'delete-role-policy', ...policy);
    await aws.text('cloudformation', 'delete-stack', '--stack-name', stack);
    await until('the role is gone', async () => (await aws.exitCode('iam', 'get-role', '--role-name', role)) !== 0);
  });
});

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isTrue())) {
    assert.ok(Date.now() < deadline, `${what}: not within ${PATIENCE_MS} ms`);
    await delay(250);
  }
}
