/** What a server holds when nobody asks it anything. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench, Scenario } from '../bench.ts';
import { residentMegabytes } from '../process-facts.ts';
import { figureRow, whole } from '../row.ts';
import { send } from '../send.ts';
import { startSubject } from '../subject.ts';

const IDLE_MS = 10_000;
const LARGEST = { atMost: 120 };

export const memoryScenario: Scenario = {
  name: 'memory',
  async run(bench) {
    const { plan, dataDirs } = bench;
    const empty = await dataDirs.empty();
    const many = await dataDirs.with(plan.manySecrets);
    // What the first start alone needs is not what a server holds from day to day.
    await (await startSubject(bench.children, empty))[Symbol.asyncDispose]();
    const found: { readonly empty: number; readonly many: number }[] = [];
    for (let i = 0; i < plan.memoryRuns; i++) {
      const [emptySize, manySize] = await Promise.all([idleSize(bench, empty), idleSize(bench, many)]);
      found.push({ empty: emptySize, many: manySize });
    }
    const secrets = `with ${whole(plan.manySecrets)} secrets`;
    return [
      figureRow(
        'idle memory (VmRSS) without secrets',
        found.map(each => each.empty),
        ' MB',
        LARGEST,
      ),
      figureRow(
        `idle memory (VmRSS) ${secrets}`,
        found.map(each => each.many),
        ' MB',
        LARGEST,
      ),
    ];
  },
};

async function idleSize({ children }: Bench, dataDir: string): Promise<number> {
  await using subject = await startSubject(children, dataDir);
  await send(subject, 'ListSecrets', {});
  await delay(IDLE_MS);
  return residentMegabytes(subject.pid);
}
