/** Rotation as people use it: a function of theirs, uploaded with the AWS SDK, is run by the server for each step. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { sdkConfig } from './sdk-client.ts';
import { sdkClients } from './sdk-clients.ts';

const ACCOUNT = '123456789012';
const CODE = readFileSync(join(import.meta.dirname, 'rotation-function.mjs'));

describe('rotation by a function of Node.js', () => {
  let coffer: Coffer;
  let functionArn: string;
  before(async () => {
    coffer = await startCoffer();
    const iam = new IAM(sdkConfig(coffer));
    const lambda = new Lambda(sdkConfig(coffer));
    const trusted = { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    await iam.createRole({ RoleName: 'rotates', AssumeRolePolicyDocument: policy(trusted) });
    const PolicyDocument = policy({ Action: 'secretsmanager:*', Resource: '*' });
    await iam.putRolePolicy({ RoleName: 'rotates', PolicyName: 'p', PolicyDocument });
    const made = await lambda.createFunction({
      FunctionName: 'rotates',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${ACCOUNT}:role/rotates`,
      Timeout: 30,
      Code: { ZipFile: zipSync({ 'index.mjs': CODE }) },
    });
    functionArn = made.FunctionArn ?? '';
    await lambda.addPermission({
      FunctionName: 'rotates',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: ACCOUNT,
    });
    for (const client of [iam, lambda]) client.destroy();
  });
  after(() => coffer[Symbol.asyncDispose]());

  test('changes the password of the database and the secret, and leaves its records', async () => {
    using clients = sdkClients(coffer);
    const { secrets, trail } = clients;
    await secrets.createSecret({ Name: 'database', SecretString: 'first' });
    const { ARN } = await secrets.createSecret({ Name: 'user', SecretString: 'first' });
    const SecretId = 'user';

    const { VersionId = '' } = await secrets.rotateSecret({ SecretId, RotationLambdaARN: functionArn });
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
});

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
