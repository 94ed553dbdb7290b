/** Rotation by a function of Node.js: what Coffer adds to one, and many that are asked for at once beside reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { zipSync } from 'fflate';
import type { Bench, Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { FEW_SECRETS } from '../plan.ts';
import { readRequests } from '../requests.ts';
import type { Row } from '../row.ts';
import { figureRow } from '../row.ts';
import { REGION, ROOT_KEY, secretName } from '../secrets.ts';
import { medianOf } from '../statistics.ts';
import type { Subject } from '../subject.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';

const ADDED_MS = { atMost: 60 };
const ROTATIONS_A_SECOND = { atLeast: 20 };
const READS = { atLeast: 0.7 };
/** So many at one time: what a node rotates. */
const WIDTH = 8;
const ALONE = 20;

export const rotationScenario: Scenario = {
  name: 'rotation',
  async run(bench) {
    await using subject = await startSubject(bench.children, await bench.dataDirs.with(FEW_SECRETS));
    const secrets = new SecretsManager(clientOf(subject));
    using _ = { [Symbol.dispose]: () => secrets.destroy() };
    const functionArn = await makeFunction(subject);
    const rotate = (number: number) =>
      secrets.rotateSecret({ SecretId: secretName(number), RotationLambdaARN: functionArn });
    // Eight warm processes.
    await many(0, WIDTH, rotate);
    await allRotated(secrets, WIDTH);
    return [...(await oneByOne(secrets, rotate)), ...(await atOnce(bench, subject, secrets, rotate))];
  },
};

type Rotate = (number: number) => Promise<unknown>;

/** The time of the function's own calls is what the same calls take from here. */
async function oneByOne(secrets: SecretsManager, rotate: Rotate): Promise<readonly Row[]> {
  const whole: number[] = [];
  const calls: number[] = [];
  for (let i = 0; i < ALONE; i++) {
    const SecretId = secretName(i + WIDTH);
    whole.push(
      await timed(async () => {
        await rotate(i + WIDTH);
        while ((await secrets.describeSecret({ SecretId })).LastRotatedDate === undefined) await delay(2);
      }),
    );
    calls.push(await timed(() => callsOfFunction(secrets, secretName(i + WIDTH + ALONE))));
  }
  const own = medianOf(calls);
  return [
    figureRow('one rotation, its function warm, with the calls that the function makes', whole, ' ms'),
    figureRow(
      'the same without these calls: what Coffer adds',
      whole.map(ms => ms - own),
      ' ms',
      ADDED_MS,
    ),
  ];
}

/** What `rotation-bench-function.mjs` calls. */
async function callsOfFunction(secrets: SecretsManager, SecretId: string): Promise<void> {
  const { VersionId = '' } = await secrets.putSecretValue({
    SecretId,
    SecretString: 'x',
    VersionStages: ['AWSPENDING'],
  });
  const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId });
  const current = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
  const move = { MoveToVersionId: VersionId, RemoveFromVersionId: current };
  await secrets.updateSecretVersionStage({ SecretId, VersionStage: 'AWSCURRENT', ...move });
}

/** All but those that were rotated alone, while clients read. */
async function atOnce(
  { children, folder, plan }: Bench,
  { pid, http: url }: Subject,
  secrets: SecretsManager,
  rotate: Rotate,
): Promise<readonly Row[]> {
  const requests = () => readRequests(new URL(url).host, FEW_SECRETS, FEW_SECRETS);
  const side = wrkSide({ children, folder, pid, url, connections: CONNECTIONS, requests });
  const readsAlone = await side.load(plan.roundSeconds);
  const from = WIDTH + 2 * ALONE;
  const count = plan.isQuick ? 100 : FEW_SECRETS - from;
  const reading = side.load(plan.roundSeconds);
  const ms = await timed(async () => {
    await many(from, count, rotate);
    // Those that the calls alone were measured with are never rotated.
    await allRotated(secrets, WIDTH + ALONE + count);
  });
  const beside = await reading;
  const share = beside.requests / beside.seconds / (readsAlone.requests / readsAlone.seconds);
  return [
    figureRow(
      `rotations a second, ${count} asked for at once, beside reads`,
      [(count * 1_000) / ms],
      '/s',
      ROTATIONS_A_SECOND,
    ),
    figureRow('GetSecretValue beside them, as a share of without them', [share], '', READS),
  ];
}

async function allRotated(secrets: SecretsManager, wanted: number): Promise<void> {
  while ((await countRotated(secrets)) < wanted) await delay(200);
}

async function countRotated(secrets: SecretsManager): Promise<number> {
  let rotated = 0;
  let NextToken: string | undefined;
  do {
    const page = await secrets.listSecrets({ MaxResults: 100, ...(NextToken === undefined ? {} : { NextToken }) });
    rotated += (page.SecretList ?? []).filter(secret => secret.LastRotatedDate !== undefined).length;
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return rotated;
}

async function many(from: number, count: number, f: Rotate): Promise<void> {
  for (let i = 0; i < count; i += WIDTH) {
    await Promise.all(Array.from({ length: Math.min(WIDTH, count - i) }, (_, j) => f(from + i + j)));
  }
}

async function timed(f: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await f();
  return performance.now() - begin;
}

/** A function that makes the fewest calls that a rotation takes, and no others. */
async function makeFunction(subject: Subject): Promise<string> {
  using clients = new DisposableStack();
  const iam = clients.adopt(new IAM(clientOf(subject)), client => client.destroy());
  const lambda = clients.adopt(new Lambda(clientOf(subject)), client => client.destroy());
  const trust = { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role } = await iam.createRole({ RoleName: 'rotates', AssumeRolePolicyDocument: policy(trust) });
  const PolicyDocument = policy({ Action: 'secretsmanager:*', Resource: '*' });
  await iam.putRolePolicy({ RoleName: 'rotates', PolicyName: 'p', PolicyDocument });
  const { FunctionArn = '' } = await lambda.createFunction({
    FunctionName: 'rotates',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: Role?.Arn,
    Timeout: 30,
    Code: {
      ZipFile: zipSync({ 'index.mjs': readFileSync(join(import.meta.dirname, '..', 'rotation-bench-function.mjs')) }),
    },
  });
  const Principal = 'secretsmanager.amazonaws.com';
  await lambda.addPermission({ FunctionName: 'rotates', StatementId: 's', Action: 'lambda:InvokeFunction', Principal });
  return FunctionArn;
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}

function clientOf({ http: endpoint }: Subject) {
  return { endpoint, region: REGION, credentials: ROOT_KEY };
}
