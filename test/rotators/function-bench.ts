/** A Coffer as people run it, a real database, and rotation functions that somebody uploaded. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import type { Runtime } from '@aws-sdk/client-lambda';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { DatabaseUnderTest } from '../../packages/rotators/src/testing/database-under-test.ts';
import { sdkConfig } from '../clients/sdk-client.ts';
import { startCoffer } from '../support/start-coffer.ts';

const ACCOUNT = '123456789012';
const FIRST_PASSWORD = 'the-first-password';

/** A function as it is uploaded. */
export interface UploadedFunction {
  readonly runtime: Runtime;
  readonly handler: string;
  readonly zip: Uint8Array;
}

/** What a secret of a database holds. */
export interface DatabaseSecret {
  readonly engine: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** What tests of uploaded functions work with. */
export interface FunctionBench extends AsyncDisposable {
  readonly secrets: SecretsManager;
  readonly lambda: Lambda;
  readonly database: DatabaseUnderTest;
  /** Uploads a function that Secrets Manager may invoke; its ARN. */
  upload(name: string, uploaded: UploadedFunction, timeout?: number): Promise<string>;
  /** Makes a user and stores its secret; the ARN of the secret. */
  store(members?: Readonly<Record<string, unknown>>, fault?: string): Promise<string>;
  /** The same for a user who has another one to take turns with. */
  storeAlternating(members?: Readonly<Record<string, unknown>>): Promise<string>;
  read(secretId: string, stage?: string): Promise<DatabaseSecret>;
  /** Logs in with a version of the secret and reads. */
  use(secretId: string, stage?: string): Promise<void>;
  /** Begins a rotation; the version that it makes. */
  begin(secretId: string, functionArn: string): Promise<string>;
  /** Waits until a version is AWSCURRENT and its rotation is over. */
  rotated(secretId: string, versionId: string): Promise<void>;
  /** Waits until a rotation has failed; the reasons so far. */
  failed(secretId: string): Promise<readonly string[]>;
  /** Waits until a function's log group holds this; everything that is in it. */
  log(functionName: string, wanted: string): Promise<string>;
}

/** Without loading them, which takes a second. */
const ARE_THERE = 'import importlib.util, sys; sys.exit(None in map(importlib.util.find_spec, sys.argv[1:]))';

/** For the `skip` option of tests: why functions of Python cannot reach databases here, or false. */
export function withoutPythonDrivers(): string | false {
  if (spawnSync('/usr/bin/python3', ['-c', ARE_THERE, 'boto3', 'psycopg2', 'pymysql']).status === 0) return false;
  const reason = 'Python has no drivers (Debian: python3-boto3 python3-psycopg2 python3-pymysql)';
  if (process.env['CI'] === 'true') throw new Error(`${reason}; with CI=true nothing may be skipped`);
  return reason;
}

/** @param more what a secret of this database holds beside `engine`, host, port and credentials */
export async function openFunctionBench(
  engine: string,
  start: () => Promise<DatabaseUnderTest>,
  more: Readonly<Record<string, unknown>>,
): Promise<FunctionBench> {
  await using stack = new AsyncDisposableStack();
  const [coffer, database] = await Promise.all([startCoffer({ isEphemeral: true }), start()]);
  stack.use(coffer);
  stack.use(database);
  const config = sdkConfig(coffer);
  const close = (client: { destroy(): void }) => client.destroy();
  const iam = stack.adopt(new IAM(config), close);
  const trail = stack.adopt(new CloudTrail(config), close);
  const secrets = stack.adopt(new SecretsManager(config), close);
  const lambda = stack.adopt(new Lambda(config), close);
  const logs = stack.adopt(new CloudWatchLogs(config), close);
  await makeRole(iam);
  const where = { engine, host: '127.0.0.1', port: database.port, ...more };
  const store = async (members: object, fault?: string) => {
    const Tags = fault === undefined ? [] : [{ Key: 'fault', Value: fault }];
    const SecretString = JSON.stringify({ ...where, ...members });
    const { ARN = '' } = await secrets.createSecret({ Name: `secret-${randomUUID()}`, SecretString, Tags });
    return ARN;
  };
  const master = await store(database.administrator);
  const read = async (SecretId: string, VersionStage = 'AWSCURRENT'): Promise<DatabaseSecret> => {
    const { SecretString = '' } = await secrets.getSecretValue({ SecretId, VersionStage });
    return JSON.parse(SecretString);
  };
  let users: Promise<unknown> = Promise.resolve();
  const kept = stack.move();
  const bench: FunctionBench = {
    secrets,
    lambda,
    database,
    read,
    async upload(FunctionName, { runtime, handler, zip }, Timeout = 30) {
      const make = { FunctionName, Runtime: runtime, Handler: handler, Timeout, Code: { ZipFile: zip } };
      const { FunctionArn = '' } = await lambda.createFunction({
        ...make,
        Role: `arn:aws:iam::${ACCOUNT}:role/rotates`,
      });
      await lambda.addPermission({
        FunctionName,
        StatementId: 's',
        Action: 'lambda:InvokeFunction',
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: ACCOUNT,
      });
      return FunctionArn;
    },
    async store(members = {}, fault) {
      // One after the other: they share a connection.
      const making = users.then(() => database.makeUser('', FIRST_PASSWORD));
      users = making.catch(() => undefined);
      return store({ username: await making, password: FIRST_PASSWORD, note: 'kept', ...members }, fault);
    },
    storeAlternating: members => bench.store({ masterarn: master, ...members }),
    async use(secretId, stage) {
      const { username, password } = await read(secretId, stage);
      await database.use(username, password);
    },
    async begin(SecretId, RotationLambdaARN) {
      return (await secrets.rotateSecret({ SecretId, RotationLambdaARN })).VersionId ?? '';
    },
    async rotated(SecretId, versionId) {
      await until(`${SecretId} is rotated`, async () => {
        const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId });
        if (VersionIdsToStages[versionId]?.includes('AWSCURRENT') !== true) return false;
        return (await events(SecretId, 'RotationSucceeded')).some(({ requestID }) => requestID?.endsWith(versionId));
      });
    },
    async failed(SecretId) {
      let reasons: readonly string[] = [];
      await until(`${SecretId} has failed`, async () => {
        reasons = (await events(SecretId, 'RotationFailed')).map(({ errorMessage = '' }) => errorMessage);
        return reasons.length > 0;
      });
      return reasons;
    },
    async log(functionName, wanted) {
      let log = '';
      await until(`the log of ${functionName} holds ${wanted}`, async () => {
        const { events: lines = [] } = await logs.filterLogEvents({ logGroupName: `/aws/lambda/${functionName}` });
        log = lines.map(({ message = '' }) => message).join('\n');
        return log.includes(wanted);
      });
      return log;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
  return bench;

  /** The records of a secret's rotations of this name. */
  async function events(arn: string, name: string): Promise<readonly RotationRecord[]> {
    const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: arn }];
    const { Events = [] } = await trail.lookupEvents({ LookupAttributes });
    return Events.filter(({ EventName }) => EventName === name).map(({ CloudTrailEvent = '{}' }) => {
      const record: RotationRecord = JSON.parse(CloudTrailEvent);
      return record;
    });
  }
}

interface RotationRecord {
  readonly requestID?: string;
  readonly errorMessage?: string;
}

async function makeRole(iam: IAM): Promise<void> {
  const policy = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const trust = policy({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
  await iam.createRole({ RoleName: 'rotates', AssumeRolePolicyDocument: trust });
  const PolicyDocument = policy({ Action: ['secretsmanager:*', 'logs:*'], Resource: '*' });
  await iam.putRolePolicy({ RoleName: 'rotates', PolicyName: 'p', PolicyDocument });
}

/** Long: the machine may have much else to do, and a rotation that fails for that is made again after 10 to 20 seconds. */
const WITHIN_MS = 240_000;

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await isTrue())) {
    assert.ok(Date.now() < deadline, `not within ${WITHIN_MS} ms: ${what}`);
    await delay(200);
  }
}
