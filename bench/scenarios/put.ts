/** PutSecretValue against SQLite alone, and what writes do to reads. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { end, messageOf, pidOf } from '../children.ts';
import { shorter } from '../plan.ts';
import { readRequests } from '../requests.ts';
import { rateRow, slowestRow } from '../row.ts';
import type { Side } from '../rounds.ts';
import { alternate, askedSide } from '../rounds.ts';
import { putting, secretName } from '../secrets.ts';
import { send } from '../send.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';

/** So many that no secret gets a hundred versions within a day, which is all that it may have. */
const SECRETS = 5_000;
const WRITES_PER_SECOND = 200;

export const putScenario: Scenario = {
  name: 'put',
  async run({ plan, children, folder, dataDirs }) {
    const dataDir = await dataDirs.populate(await dataDirs.empty(), SECRETS);
    const bareDir = await dataDirs.empty();
    await using subject = await startSubject(children, dataDir);
    // Its rows are those that the reference stores again and again.
    await send(subject, 'PutSecretValue', JSON.parse(putting(secretName(SECRETS - 1), randomUUID())));
    const writes = children.fork('load-writes.ts', [subject.http, String(CONNECTIONS), 'put', String(SECRETS)]);
    const bare = children.fork('bare-sqlite.ts', [join(dataDir, 'coffer.db'), join(bareDir, 'bare.db'), 'put']);
    try {
      await messageOf(bare);
      const puts = await alternate(askedSide(subject.pid, writes), askedSide(pidOf(bare), bare), plan);
      const requests = () => readRequests(new URL(subject.http).host, SECRETS, SECRETS);
      const quiet = wrkSide({
        children,
        folder,
        pid: subject.pid,
        url: subject.http,
        connections: CONNECTIONS,
        requests,
      });
      const paced = askedSide(subject.pid, writes, { perSecond: WRITES_PER_SECOND });
      const written: number[] = [];
      const reads = await alternate(beside(quiet, paced, written), quiet, shorter(plan));
      const least = Math.min(...written).toFixed(0);
      return [
        rateRow('PutSecretValue against the same rows in SQLite', puts, { atLeast: 0.3 }),
        slowestRow(
          `GetSecretValue beside ${WRITES_PER_SECOND} PutSecretValue a second (${least} at least): p99`,
          reads,
          { atMost: 2.5 },
        ),
      ];
    } finally {
      await Promise.all([end(writes, 'SIGKILL'), end(bare, 'SIGKILL')]);
    }
  },
};

/** A load with another one beside it, whose rate is noted. */
function beside(side: Side, other: Side, rates: number[]): Side {
  return {
    pid: side.pid,
    async load(seconds) {
      const [round, done] = await Promise.all([side.load(seconds), other.load(seconds)]);
      rates.push(done.requests / done.seconds);
      return round;
    },
  };
}
