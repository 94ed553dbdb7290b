/** A Coffer as people run it, in which functions rotate secrets. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { sdkConfig } from '../clients/sdk-client.ts';
import { startCoffer } from '../support/start-coffer.ts';

const ROLE = 'published';
const ACCOUNT = '123456789012';
/** Seconds that one step may take, and milliseconds for a whole rotation. */
const TIMEOUT = 30;
const ROTATION_MS = 120_000;

/** What a secret of a database holds. */
export type Login = Readonly<Record<string, unknown>> & { readonly username: string; readonly password: string };

export interface Stage extends AsyncDisposable {
  /** Uploads a function that may rotate secrets; its ARN. */
  upload(name: string, archive: Uint8Array): Promise<string>;
  /** Stores a secret; its ARN. */
  store(login: Login): Promise<string>;
  read(secretId: string, stage?: string): Promise<Login>;
  /** A whole rotation. Rejects with what the trail says of a failure, and what the function wrote. */
  rotate(secretId: string, functionArn: string): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const coffer = stack.use(await startCoffer({ isEphemeral: true }));
  const config = sdkConfig(coffer);
  const [iam, lambda, secrets] = [new IAM(config), new Lambda(config), new SecretsManager(config)];
  const [trail, logs] = [new CloudTrail(config), new CloudWatchLogs(config)];
  stack.defer(() => {
    for (const client of [iam, lambda, secrets, trail, logs]) client.destroy();
  });
  const trusted = { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await iam.createRole({ RoleName: ROLE, AssumeRolePolicyDocument: policy(trusted) });
  const PolicyDocument = policy({ Action: ['secretsmanager:*', 'logs:*'], Resource: '*' });
  await iam.putRolePolicy({ RoleName: ROLE, PolicyName: 'rotates', PolicyDocument });
  const endOf = async (arn: string, token: string): Promise<string | undefined> => {
    const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: arn }];
    const { Events = [] } = await trail.lookupEvents({ LookupAttributes });
    return Events.map(({ CloudTrailEvent = '' }) => CloudTrailEvent).find(
      record => record.includes(token) && /"eventName":"Rotation(?:Succeeded|Failed|Abandoned)"/.test(record),
    );
  };
  const kept = stack.move();
  return {
    async upload(FunctionName, ZipFile) {
      const { FunctionArn = '' } = await lambda.createFunction({
        FunctionName,
        Role: `arn:aws:iam::${ACCOUNT}:role/${ROLE}`,
        Runtime: 'python3.12',
        Handler: 'lambda_function.lambda_handler',
        Timeout: TIMEOUT,
        // As the published applications set it.
        Environment: { Variables: { SECRETS_MANAGER_ENDPOINT: coffer.ready.https } },
        Code: { ZipFile },
      });
      const permission = { StatementId: 'rotation', Action: 'lambda:InvokeFunction' };
      await lambda.addPermission({ FunctionName, ...permission, Principal: 'secretsmanager.amazonaws.com' });
      return FunctionArn;
    },
    async store(login) {
      const Name = `${login.username}-${Math.random().toString(36).slice(2)}`;
      const { ARN = '' } = await secrets.createSecret({ Name, SecretString: JSON.stringify(login) });
      return ARN;
    },
    async read(SecretId, VersionStage = 'AWSCURRENT') {
      const { SecretString = '{}' } = await secrets.getSecretValue({ SecretId, VersionStage });
      return JSON.parse(SecretString);
    },
    async rotate(SecretId, RotationLambdaARN) {
      const { VersionId = '' } = await secrets.rotateSecret({ SecretId, RotationLambdaARN });
      const deadline = Date.now() + ROTATION_MS;
      let record = await endOf(SecretId, VersionId);
      while (record === undefined) {
        assert.ok(Date.now() < deadline, `the rotation did not end within ${ROTATION_MS / 1000} s`);
        await delay(100);
        record = await endOf(SecretId, VersionId);
      }
      if (record.includes('"RotationSucceeded"')) return;
      await secrets.cancelRotateSecret({ SecretId });
      // Lines are there a moment after they were written.
      await delay(1_000);
      const logGroupName = `/aws/lambda/${RotationLambdaARN.split(':').at(-1)}`;
      const { events = [] } = await logs.filterLogEvents({ logGroupName });
      const lines = events.slice(-40).map(({ message = '' }) => message.trimEnd());
      throw new Error([`the rotation failed: ${record}`, 'the function wrote:', ...lines].join('\n'));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}
