/** Rotation as people use it: a function of theirs, uploaded with the AWS SDK, is run by the server for each step. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { zipSync } from 'fflate';
import { ofRecording, Placeholders, readRecordings } from '../observed/recordings.ts';
import { rotationScripts } from '../observed/rotation-scripts.ts';
import { secretName } from '../observed/steps.ts';
import { without } from '../support/require.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { SDK, sdkConfig } from './sdk-client.ts';
import { sdkClients } from './sdk-clients.ts';

const ACCOUNT = '123456789012';
const CODE = zipSync({
  'index.mjs': readFileSync(join(import.meta.dirname, 'rotation-function.mjs')),
  'recorded.mjs': readFileSync(join(import.meta.dirname, 'recorded-function.mjs')),
});
/** The names of the two functions are the names of their modules. */
const [FUNCTION, RECORDED] = ['index', 'recorded'] as const;

describe('rotation by a function of Node.js', () => {
  let coffer: Coffer;
  before(async () => {
    coffer = await startCoffer();
    const iam = new IAM(sdkConfig(coffer));
    const lambda = new Lambda(sdkConfig(coffer));
    const trusted = { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    await iam.createRole({ RoleName: 'rotates', AssumeRolePolicyDocument: policy(trusted) });
    const PolicyDocument = policy({ Action: 'secretsmanager:*', Resource: '*' });
    await iam.putRolePolicy({ RoleName: 'rotates', PolicyName: 'p', PolicyDocument });
    for (const FunctionName of [FUNCTION, RECORDED]) {
      await lambda.createFunction({
        FunctionName,
        Runtime: 'nodejs22.x',
        Handler: `${FunctionName}.handler`,
        Role: `arn:aws:iam::${ACCOUNT}:role/rotates`,
        Timeout: 30,
        Code: { ZipFile: CODE },
      });
      await lambda.addPermission({
        FunctionName,
        StatementId: 's',
        Action: 'lambda:InvokeFunction',
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: ACCOUNT,
      });
    }
    for (const client of [iam, lambda]) client.destroy();
  });
  after(() => coffer[Symbol.asyncDispose]());

  test('changes the password of the database and the secret, and leaves its records', async () => {
    using clients = sdkClients(coffer);
    const { secrets, trail } = clients;
    await secrets.createSecret({ Name: 'database', SecretString: 'first' });
    const { ARN } = await secrets.createSecret({ Name: 'user', SecretString: 'first' });
    const SecretId = 'user';

    const { VersionId = '' } = await secrets.rotateSecret({ SecretId, RotationLambdaARN: arnOf(FUNCTION) });
    await until(async () => (await secrets.describeSecret({ SecretId })).LastRotatedDate !== undefined);

    const { SecretString: password } = await secrets.getSecretValue({ SecretId });
    const { SecretString: taken } = await secrets.getSecretValue({ SecretId: 'database' });
    assert.notEqual(password, 'first');
    assert.equal(password, taken);
    const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId });
    assert.deepEqual(VersionIdsToStages[VersionId], ['AWSCURRENT', 'AWSPENDING']);
    const ofRotation = async () => {
      const { Events = [] } = await trail.lookupEvents({
        LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: ARN }],
      });
      return Events.filter(event => event.EventName?.startsWith('Rotation')).map(event => event.EventName);
    };
    await until(async () => (await ofRotation()).length === 2);
    assert.deepEqual(await ofRotation(), ['RotationSucceeded', 'RotationStarted']);
    assert.doesNotMatch(coffer.output(), new RegExp(password ?? '-'));
  });

  for (const [name, steps] of rotationScripts(arnOf(RECORDED))) {
    test(`answers as AWS did: ${name}`, { skip: without('shared') }, async () => {
      await using client = await SDK.open(coffer);
      const call = (operation: string, input: object) => client.call('secretsmanager', operation, { ...input });
      const recorded = readRecordings().get(name);
      assert.ok(recorded !== undefined, 'there is such a recording');
      const placeholders = new Placeholders();
      const SecretId = secretName(0);

      for (const [key, operation, input] of steps) {
        const answer = await call(operation, input);
        if (key !== undefined) {
          assert.deepEqual(placeholders.ofAnswer(200, JSON.stringify(answer)), ofRecording(recorded.get(key)), key);
        }
        if (operation !== 'RotateSecret') continue;
        await until(async () => {
          // `as`: what DescribeSecret answers.
          const { VersionIdsToStages: stages } = (await call('DescribeSecret', { SecretId })) as DescribeSecretResponse;
          return stages?.[String(answer['VersionId'])]?.join() === 'AWSCURRENT';
        });
      }
      await call('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
    });
  }
});

function arnOf(functionName: string): string {
  return `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${functionName}`;
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < deadline, 'it did not happen within two minutes');
    await delay(50);
  }
}
