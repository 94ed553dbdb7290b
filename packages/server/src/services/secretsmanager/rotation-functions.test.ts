/** RotateSecret with functions that are there: who may attach one, who may have it run again, and what a step is. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { zipSync } from 'fflate';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { invokeForRotation } from './rotation-functions.ts';
import { makeSecret, recordsNamed, token } from './testing.ts';

const ACCOUNT = '123456789012';
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function`;
const CANNOT_INVOKE =
  'Secrets Manager cannot invoke the specified Lambda function. ' +
  'Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.';

/** Raises what it was called with when the secret's step asks for it. */
const CODE = `
  export const handler = async event => {
    if (event.Step === 'setSecret') throw new Error(JSON.stringify(event));
  };`;

onBothEngines('The function of a rotation', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine, options: { regions: ['us-east-1', 'eu-west-1'] } });
    const ca = join(server.dataDir, 'ca.pem');
    await writeFile(ca, '');
    server.parts.functions.serve({ endpoint: 'https://127.0.0.1:1', ca });
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    await server.call('iam', 'CreateRole', {
      RoleName: 'runs',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    });
  });
  after(() => server[Symbol.asyncDispose]());

  const makeFunction = async (FunctionName: string, permission?: object, region = 'us-east-1') => {
    const { FunctionArn = '' } = await server.call(
      'lambda',
      'CreateFunction',
      {
        FunctionName,
        Role: `arn:aws:iam::${ACCOUNT}:role/runs`,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Timeout: 20,
        Code: { ZipFile: new Redacted(zipSync({ 'index.mjs': Buffer.from(CODE) })) },
      },
      region,
    );
    if (permission !== undefined) {
      const Principal = 'secretsmanager.amazonaws.com';
      const statement = { FunctionName, StatementId: 's', Action: 'lambda:InvokeFunction', Principal, ...permission };
      await server.call('lambda', 'AddPermission', statement, region);
    }
    return FunctionArn;
  };
  const rotation = (SecretId: string, RotationLambdaARN: string, n = 2) => ({
    SecretId,
    RotationLambdaARN,
    ClientRequestToken: token(n),
    RotationRules: { AutomaticallyAfterDays: 30 },
  });

  it('40: may be attached when its policy lets Secrets Manager in', async () => {
    const ARN = await makeSecret(server, 'open');
    const arn = await makeFunction('open', { SourceAccount: ACCOUNT, SourceArn: ARN });

    await server.call('secretsmanager', 'RotateSecret', rotation('open', arn));

    const { RotationEnabled, RotationLambdaARN } = await server.call('secretsmanager', 'DescribeSecret', {
      SecretId: 'open',
    });
    assert.deepEqual([RotationEnabled, RotationLambdaARN], [true, arn]);
  });

  it('40, 124: is refused at once without that, for another secret, from another region, and by name alone', async () => {
    const ARN = await makeSecret(server, 'refused');
    const other = ARN.replace('refused', 'another');
    const cases = [
      await makeFunction('closed'),
      await makeFunction('others', { SourceArn: other }),
      await makeFunction('abroad', {}, 'eu-west-1'),
      `${FUNCTION}:nowhere`,
      'open',
    ];

    for (const arn of cases) {
      const answer = await server.refused('secretsmanager', 'RotateSecret', rotation('refused', arn));
      assert.deepEqual(answer, { status: 400, code: 'AccessDeniedException', message: CANNOT_INVOKE }, arn);
    }
    assert.equal(
      (await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'refused' })).RotationEnabled,
      undefined,
    );
  });

  it('51, 52: is attached by who may invoke it; who triggers it again needs RotateSecret alone', async () => {
    await makeSecret(server, 'attached');
    const arn = await makeFunction('attached', {});
    const rotate = policyOfStatements({ Action: 'secretsmanager:RotateSecret' });
    const invoke = policyOfStatements({ Action: 'lambda:InvokeFunction', Resource: arn });
    const only = await makeUser(server, 'only', { policies: [rotate] });
    const both = await makeUser(server, 'both', { policies: [rotate, invoke] });

    const refused = await only.server.refused('secretsmanager', 'RotateSecret', rotation('attached', arn));
    assert.deepEqual(refused, {
      status: 400,
      code: 'AccessDeniedException',
      message: `User: ${only.arn} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no identity-based policy allows the lambda:InvokeFunction action`,
    });
    await both.server.call('secretsmanager', 'RotateSecret', rotation('attached', arn));
    // The same token again: the rotation that has begun goes on.
    const again = { SecretId: 'attached', ClientRequestToken: token(2) };
    await only.server.call('secretsmanager', 'RotateSecret', again);
  });

  it('88: is invoked for a step as Secrets Manager, with what AWS passes', async () => {
    const SecretId = await makeSecret(server, 'stepped');
    const functionArn = await makeFunction('stepped', { SourceArn: SecretId });
    const RotationToken = new Redacted('11111111-2222-4333-8444-555555555555');
    const step = (Step: 'createSecret' | 'setSecret') =>
      invokeForRotation(server.parts.line, {
        functionArn,
        accountId: ACCOUNT,
        region: 'us-east-1',
        event: { SecretId, ClientRequestToken: token(2), Step, RotationToken },
      });

    assert.deepEqual(await step('createSecret'), { failure: undefined });
    const { failure } = await step('setSecret');
    const { errorMessage } = JSON.parse(failure?.unwrap() ?? '{}') as { errorMessage: string };
    assert.deepEqual(JSON.parse(errorMessage), {
      SecretId,
      ClientRequestToken: token(2),
      Step: 'setSecret',
      RotationToken: RotationToken.unwrap(),
    });
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'Invoke' }],
    });
    const record = JSON.parse(Events[0]?.CloudTrailEvent ?? '{}') as Record<string, object>;
    assert.deepEqual(record['userIdentity'], { type: 'AWSService', invokedBy: 'secretsmanager.amazonaws.com' });
    assert.equal(JSON.stringify(record).includes(RotationToken.unwrap()), false);
    await server.call('lambda', 'RemovePermission', { FunctionName: 'stepped', StatementId: 's' });
    await assert.rejects(step('createSecret'), { code: 'AccessDeniedException' });
  });

  it('may close or vanish while it rotates: the rotation says so, and goes on when it is there again', async () => {
    const SecretId = await makeSecret(server, 'vanishing');
    const RotationLambdaARN = await makeFunction('vanishing', {});
    const FunctionName = 'vanishing';
    const { rotationJobs } = server.parts;
    const attempt = async () => {
      // The longest that a retry waits.
      server.clock.advance(3_600_000);
      await rotationJobs.runDue();
      const failed = await recordsNamed(server, 'RotationFailed');
      const ours = failed.filter(record => JSON.stringify(record['additionalEventData']).includes(SecretId));
      return String(ours.at(-1)?.['errorMessage']).split('; ')[0];
    };
    await server.call('secretsmanager', 'RotateSecret', { SecretId, RotationLambdaARN, ClientRequestToken: token(2) });

    await server.call('lambda', 'RemovePermission', { FunctionName, StatementId: 's' });
    const closed = await attempt();
    await server.call('lambda', 'DeleteFunction', { FunctionName });
    const gone = await attempt();
    await makeFunction('vanishing', {});
    const back = await attempt();

    const sentence = `Error when executing lambda ${RotationLambdaARN} during`;
    assert.equal(closed, `${sentence} createSecret step: it cannot be invoked (AccessDeniedException)`);
    // What is not there lets nobody in.
    assert.equal(gone, closed);
    // This one raises what it is asked for with setSecret.
    assert.equal(back, `${sentence} setSecret step: the function failed (Error)`);
    const { VersionIdsToStages } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    assert.deepEqual({ ...VersionIdsToStages }, { [token(1)]: ['AWSCURRENT'], [token(2)]: ['AWSPENDING'] });
  });
});
