/** A function that runs in another AWS: the flags of the command, two servers over TLS, and the SDK of AWS. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { CreateSecretCommand, DescribeSecretCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { zipSync } from 'fflate';
import { sdkConfig } from '../clients/sdk-client.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';

const ACCOUNT = '123456789012';
const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function`;
const CODE = `export const handler = async event => {
  console.log('far away');
  if (event.raise) throw new RangeError(event.raise);
  return { far: event };
};`;

describe('a function of another AWS', () => {
  const stack = new AsyncDisposableStack();
  let far: Coffer;
  let near: Coffer;
  let client: LambdaClient;
  before(async () => {
    far = stack.use(await startCoffer({ isEphemeral: true }));
    const { https, ca, credentials } = far.ready;
    const place = (name: string, arn: string) =>
      `${name},account=${ACCOUNT},lambda=${arn},profile=default,credentials=${credentials},endpoint=${https},ca=${ca}`;
    const flags = [
      '--function-elsewhere',
      place('there', `${ARN}:there`),
      '--function-elsewhere',
      place('no', `${ARN}:no`),
    ];
    near = stack.use(await startCoffer({ isEphemeral: true, flags }));
    await Promise.all([far, near].map(makeRole));
    const other = stack.adopt(new LambdaClient(sdkConfig(far)), made => made.destroy());
    client = stack.adopt(new LambdaClient(sdkConfig(near)), made => made.destroy());
    const common = {
      Role: `arn:aws:iam::${ACCOUNT}:role/runs`,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
    } as const;
    const ZipFile = zipSync({ 'index.mjs': Buffer.from(CODE) });
    await other.send(new CreateFunctionCommand({ ...common, FunctionName: 'there', Timeout: 30, Code: { ZipFile } }));
    for (const [FunctionName, S3Key] of [
      ['here', 'there'],
      ['lost', 'no'],
    ]) {
      const Code = { S3Bucket: 'coffer-functions-elsewhere', S3Key };
      await client.send(new CreateFunctionCommand({ ...common, FunctionName, Timeout: 30, Code }));
    }
  });
  after(() => stack.disposeAsync());

  const invoke = async (FunctionName: string, event: object) => {
    const Payload = JSON.stringify(event);
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload, LogType: 'Tail' }));
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
    const value: unknown = JSON.parse(answer.Payload?.transformToString() ?? '');
    return { error: answer.FunctionError, value, log };
  };

  test('is invoked there with the credentials of the profile, and gives what it gives there', async () => {
    const { error, value, log } = await invoke('here', { a: 1 });

    assert.deepEqual([error, value], [undefined, { far: { a: 1 } }]);
    assert.match(log, /START RequestId: [^]*far away\n[^]*END RequestId: /);
    const trail = stack.adopt(new CloudTrailClient(sdkConfig(far)), made => made.destroy());
    const { Events = [] } = await trail.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'Invoke' }] }),
    );
    assert.equal(Events[0]?.AccessKeyId, far.accessKeyId);
  });

  test('raises here what it raises there', async () => {
    const { error, value } = await invoke('here', { raise: 'too far' });

    const { errorType, errorMessage } = value as { errorType: string; errorMessage: string }; // of the bootstrap
    assert.deepEqual([error, errorType, errorMessage], ['Unhandled', 'RangeError', 'too far']);
  });

  test('that is not there is told so, with the words of there', async () => {
    const { error, value, log } = await invoke('lost', {});

    const { errorType, errorMessage } = value as { errorType: string; errorMessage: string }; // of failures.ts
    assert.deepEqual([error, errorType], ['Unhandled', 'Elsewhere.Refused']);
    const words = `HTTP status 404 (ResourceNotFoundException: Function not found: ${ARN}:no)`;
    assert.ok(errorMessage.endsWith(words), errorMessage);
    assert.ok(log.includes(words));
  });

  test('is attached to a secret once Secrets Manager may invoke it', async () => {
    const secrets = stack.adopt(new SecretsManagerClient(sdkConfig(near)), made => made.destroy());
    await secrets.send(new CreateSecretCommand({ Name: 'far', SecretString: 'first' }));
    const rotate = new RotateSecretCommand({ SecretId: 'far', RotationLambdaARN: `${ARN}:here` });
    await assert.rejects(secrets.send(rotate), { name: 'AccessDeniedException' });

    await client.send(
      new AddPermissionCommand({
        FunctionName: 'here',
        StatementId: 's',
        Action: 'lambda:InvokeFunction',
        Principal: 'secretsmanager.amazonaws.com',
      }),
    );
    await secrets.send(rotate);

    const { RotationLambdaARN } = await secrets.send(new DescribeSecretCommand({ SecretId: 'far' }));
    assert.equal(RotationLambdaARN, `${ARN}:here`);
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'here' }));
    assert.equal(Configuration?.FunctionArn, `${ARN}:here`);
  });
});

async function makeRole(coffer: Coffer): Promise<void> {
  const iam = new IAMClient(sdkConfig(coffer));
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName: 'runs', AssumeRolePolicyDocument }));
  iam.destroy();
}
