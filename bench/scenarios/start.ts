/** From the spawn of Node.js to the first answer over TLS. */
import type { Bench, Scenario } from '../bench.ts';
import { secretName } from '../secrets.ts';
import type { Row } from '../row.ts';
import { figureRow, whole } from '../row.ts';
import { send } from '../send.ts';
import { startSubject } from '../subject.ts';

const WITHOUT_SECRETS = { atMost: 0.6 };
const WITH_SECRETS = { atMost: 1 };

export const startScenario: Scenario = {
  name: 'start',
  async run(bench) {
    const { plan, dataDirs } = bench;
    const { manySecrets } = plan;
    const existing = await dataDirs.empty();
    const many = await dataDirs.with(manySecrets);
    // Warms the compile cache, the page cache, and makes what a first start makes.
    for (const dataDir of [existing, many]) await secondsToAnswer(bench, dataDir, LIST);
    const get = { operation: 'GetSecretValue', input: { SecretId: secretName(1) } };
    return [
      await row(bench, 'first start, nothing there yet', () => dataDirs.empty(), LIST, WITHOUT_SECRETS),
      await row(bench, 'start without secrets', async () => existing, LIST, WITHOUT_SECRETS),
      await row(bench, `start with ${whole(manySecrets)} secrets`, async () => many, get, WITH_SECRETS),
    ];
  },
};

/** What is asked. */
interface Question {
  readonly operation: string;
  readonly input: object;
}

const LIST: Question = { operation: 'ListSecrets', input: {} };

async function row(
  bench: Bench,
  what: string,
  dataDir: () => Promise<string>,
  question: Question,
  target: { readonly atMost: number },
): Promise<Row> {
  const times: number[] = [];
  for (let i = 0; i < bench.plan.startRuns; i++) times.push(await secondsToAnswer(bench, await dataDir(), question));
  return figureRow(`${what}, to the first answer`, times, ' s', target);
}

/** Starts a server, asks once over TLS, ends it. */
async function secondsToAnswer({ children }: Bench, dataDir: string, { operation, input }: Question): Promise<number> {
  const begin = performance.now();
  await using subject = await startSubject(children, dataDir);
  await send(subject, operation, input);
  return (performance.now() - begin) / 1000;
}
