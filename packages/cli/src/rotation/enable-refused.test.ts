/** What `coffer rotation enable` refuses before it makes anything, and how it tells what could not be made. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RotationCli } from './testing.ts';

const EVERY = ['--every', '30d'];
const ALTERNATING = ['--engine', 'mariadb', '--strategy', 'alternating', ...EVERY];
const SINGLE = ['--engine', 'mariadb', '--strategy', 'single', ...EVERY];

describe('coffer rotation enable refuses', () => {
  let cli: RotationCli;
  before(async () => {
    cli = await RotationCli.open();
    await cli.store('master', { username: 'administrator', password: 'hunter2' });
    await cli.store('plain', { username: 'app', password: 'hunter2' });
  });
  after(() => cli[Symbol.asyncDispose]());

  async function refused(pattern: RegExp, name: string, ...more: readonly string[]): Promise<void> {
    const said = await cli.refusal(['rotation', 'enable', name, ...more]);
    assert.match(said, pattern);
    assert.ok(!said.includes('hunter2') && !said.includes('still there'), said);
  }

  test('secrets that do not fit the engine', async () => {
    await cli.store('bare', { engine: undefined, username: 'app', password: 'hunter2' });

    await refused(/has no `engine`: it must be `mariadb`/, 'bare', ...SINGLE);
    await refused(/says another `engine`/, 'plain', '--engine', 'postgres', '--strategy', 'single', ...EVERY);
    await refused(/lacks `UserName`/, 'plain', '--engine', 'http-api', '--strategy', 'two-keys', ...EVERY);
    await refused(/ResourceNotFoundException/, 'nobody', ...SINGLE);
  });

  test('master secrets that do not fit the secret', async () => {
    await cli.store('elsewhere', { username: 'app', password: 'hunter2', host: 'db.example' });

    await refused(/different hosts/, 'elsewhere', ...ALTERNATING, '--master', 'master');
    await refused(/need a master secret/, 'plain', ...ALTERNATING);
    await refused(/cannot be its own master/, 'plain', ...ALTERNATING, '--master', 'plain');
    await refused(/ResourceNotFoundException/, 'plain', ...ALTERNATING, '--master', 'nobody');
  });

  test('flags that do not go together', async () => {
    const redis = ['--engine', 'redis', '--strategy', 'two-keys', ...EVERY];

    await refused(/`--strategy` of `redis` is `single` or `alternating`/, 'plain', ...redis);
    await refused(/`--master` is for `--strategy alternating`/, 'plain', ...SINGLE, '--master', 'master');
    await refused(/`--every`: `sometimes` is no interval/, 'plain', ...SINGLE.slice(0, 4), '--every', 'sometimes');
    await refused(/`--strategy` is missing/, 'plain', '--engine', 'mariadb', ...EVERY);
  });

  test('functions that are there, and no stack has made', async () => {
    const code = ['--code', 'S3Bucket=coffer-built-in-functions,S3Key=SecretsManagerRotationTemplate'];
    const trust = { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const document = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...trust }] });
    await cli.must(['iam', 'create-role', '--role-name', 'runs', '--assume-role-policy-document', document]);
    const role = ['--role', 'arn:aws:iam::123456789012:role/runs'];
    const made = ['--function-name', 'own', '--runtime', 'nodejs22.x', '--handler', 'index.handler', ...role, ...code];
    await cli.must(['lambda', 'create-function', ...made]);

    await refused(/the function `own` is there, and not of a stack/, 'plain', ...SINGLE, '--function', 'own');
  });

  test('what has no rotation to be ended', async () => {
    assert.match(await cli.refusal(['rotation', 'disable', 'plain']), /rotation of `plain` was never enabled/);
  });

  test('a stack that could not be made, with its reason, until it is removed', async () => {
    const engineer = await cli.userWith('engineer', 'SecretsManagerReadWrite', 'IAMFullAccess');
    const command = ['rotation', 'enable', 'plain', ...SINGLE, '--function', 'rolled_back'];
    const stack = 'aws-serverless-repository-rolled-back';

    // SecretsManagerReadWrite is for functions whose names begin with SecretsManager.
    const failed = await cli.refusal(command, engineer);
    const again = await cli.refusal(command);
    await cli.must(['cloudformation', 'delete-stack', '--stack-name', stack]);
    await cli.putStatement('engineer', 'Allow', 'cloudformation:DescribeStackEvents');
    const explained = await cli.refusal(command, engineer);

    assert.match(failed, /could not be made: why is in its events, where you may not look/);
    assert.ok(failed.includes(`remove it with \`coffer cloudformation delete-stack --stack-name ${stack}\``), failed);
    assert.match(again, /the stack `aws-\S+-rolled-back` is in status ROLLBACK_COMPLETE: remove it with/);
    assert.match(explained, /not authorized to perform: lambda:CreateFunction/);
  });
});
