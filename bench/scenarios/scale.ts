/** Many secrets against few: two servers side by side. */
import type { Bench, Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { FEW_SECRETS, shorter } from '../plan.ts';
import { bytesOf, readRequests, signCall } from '../requests.ts';
import { latencyRow, rateRow, whole } from '../row.ts';
import type { Side } from '../rounds.ts';
import { alternate } from '../rounds.ts';
import type { Subject } from '../subject.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';

export const scaleScenario: Scenario = {
  name: 'scale',
  async run(bench) {
    const { plan, children, dataDirs } = bench;
    const { manySecrets, manyRequests } = plan;
    await using many = await startSubject(children, await dataDirs.with(manySecrets));
    await using few = await startSubject(children, await dataDirs.with(FEW_SECRETS));
    const distinct = Math.min(manySecrets, manyRequests);
    const sizes = `${whole(manySecrets)} secrets against ${whole(FEW_SECRETS)}`;
    const reads = await alternate(readSide(bench, many, manySecrets), readSide(bench, few, FEW_SECRETS), plan);
    const lists = await alternate(listSide(bench, many), listSide(bench, few), shorter(plan));
    return [
      rateRow(`GetSecretValue, ${sizes} (${whole(distinct)} names asked)`, reads, { atLeast: 0.85 }),
      latencyRow(`first page of ListSecrets, ${sizes}`, lists, { atMost: 1.5 }),
    ];
  },
};

/** As many different requests on both sides: only the number of secrets differs. */
function readSide({ children, folder, plan }: Bench, { pid, http: url }: Subject, secrets: number): Side {
  const requests = () => readRequests(new URL(url).host, secrets, plan.manyRequests);
  return wrkSide({ children, folder, pid, url, connections: CONNECTIONS, requests });
}

/** One call after the other. */
function listSide({ children, folder }: Bench, { pid, http: url }: Subject): Side {
  const requests = () => [bytesOf(signCall(new URL(url).host, 'ListSecrets', '{}'))];
  return wrkSide({ children, folder, pid, url, connections: 1, requests });
}
