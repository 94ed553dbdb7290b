/** Rotation by a function of Node.js: what Coffer adds to one, and many that are due at once beside reads. */
import { setTimeout as delay } from 'node:timers/promises';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Bench, Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { FEW_SECRETS } from '../plan.ts';
import { readRequests } from '../requests.ts';
import { allRotated, clientOf, makeAllDue, makeFunction, many, nonePending, timed, WIDTH } from '../rotations.ts';
import type { Row } from '../row.ts';
import { figureRow } from '../row.ts';
import { secretName } from '../secrets.ts';
import { medianOf } from '../statistics.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';

const ADDED_MS = { atMost: 60 };
const ROTATIONS_A_SECOND = { atLeast: 20 };
const READS = { atLeast: 0.7 };
const ALONE = 20;
/** Of reading beside rotations. */
const READING_SECONDS = 20;

/** What starting a server and signing requests may take. */
const PREPARING_MS = 15_000;
/** Nothing looks how many are done before they can be: looking takes the server's time. */
const MOST_A_SECOND = 40;

export const rotationScenario: Scenario = {
  name: 'rotation',
  async run(bench) {
    const dataDir = await bench.dataDirs.with(FEW_SECRETS);
    const count = bench.plan.isQuick ? 200 : FEW_SECRETS - UNTOUCHED;
    const rows = await alone(bench, dataDir, count);
    return [...rows, ...(await atOnce(bench, dataDir, count))];
  },
};

/** Those that are rotated, or written to, before the many. */
const UNTOUCHED = WIDTH + 2 * ALONE;

/** One at a time; then it plans the many. */
async function alone({ children }: Bench, dataDir: string, count: number): Promise<readonly Row[]> {
  await using subject = await startSubject(children, dataDir);
  const secrets = new SecretsManager(clientOf(subject));
  using _ = { [Symbol.dispose]: () => secrets.destroy() };
  const RotationLambdaARN = await makeFunction(subject);
  const rotate = (number: number) => secrets.rotateSecret({ SecretId: secretName(number), RotationLambdaARN });
  // Eight warm processes.
  await many(0, WIDTH, rotate);
  await allRotated(secrets, WIDTH);
  const rows = await oneByOne(secrets, rotate);
  const RotationRules = { AutomaticallyAfterDays: 30 };
  await many(UNTOUCHED, count, number =>
    secrets.rotateSecret({
      SecretId: secretName(number),
      RotationLambdaARN,
      RotationRules,
      RotateImmediately: false,
    }),
  );
  await nonePending(secrets);
  return rows;
}

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

/** Many become due at one moment while clients read. */
async function atOnce({ children, folder, plan }: Bench, dataDir: string, count: number): Promise<readonly Row[]> {
  const dueAt = Date.now() + PREPARING_MS + (plan.warmSeconds + plan.roundSeconds) * 1_000;
  makeAllDue(dataDir, dueAt);
  await using subject = await startSubject(children, dataDir);
  const { pid, http: url } = subject;
  const secrets = new SecretsManager(clientOf(subject));
  using _ = { [Symbol.dispose]: () => secrets.destroy() };
  const requests = () => readRequests(new URL(url).host, FEW_SECRETS, FEW_SECRETS);
  const side = wrkSide({ children, folder, pid, url, connections: CONNECTIONS, requests });
  await side.load(plan.warmSeconds);
  const readsAlone = await side.load(plan.roundSeconds);
  if (Date.now() > dueAt) throw new Error('the rotations were due before they could be measured');
  await delay(dueAt - Date.now());
  // As long as there are rotations, whatever their pace.
  const reading = side.load(Math.min(count / MOST_A_SECOND, READING_SECONDS));
  const ms = await timed(async () => {
    await delay((count / MOST_A_SECOND) * 1_000);
    // Those that were rotated alone have no schedule; the calls alone were measured with secrets that never rotate.
    await allRotated(secrets, WIDTH + ALONE + count);
  });
  const beside = await reading;
  const share = beside.requests / beside.seconds / (readsAlone.requests / readsAlone.seconds);
  return [
    figureRow(
      `rotations a second, ${count} due at once, beside reads`,
      [(count * 1_000) / ms],
      '/s',
      ROTATIONS_A_SECOND,
    ),
    figureRow('GetSecretValue beside them, as a share of without them', [share], '', READS),
  ];
}
