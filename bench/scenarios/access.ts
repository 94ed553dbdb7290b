/** What deciding costs: many policies, a session of a role against the root user, and many principals beside it. */
import { Redacted } from '@coffer/wire';
import type { Bench, Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { end, messageOf } from '../children.ts';
import { FEW_SECRETS } from '../plan.ts';
import type { SentCredentials } from '../principals.ts';
import { type Credentials, readRequests } from '../requests.ts';
import type { Row } from '../row.ts';
import { figureRow, rateRow, whole } from '../row.ts';
import type { Side } from '../rounds.ts';
import { alternate } from '../rounds.ts';
import { medianOf } from '../statistics.ts';
import type { Subject } from '../subject.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';

const POLICIES = 10;
/** Users, and as many roles. */
const OTHERS = 10_000;

export const accessScenario: Scenario = {
  name: 'access',
  async run(bench) {
    const [fewDir, few] = await withRole(bench, 0);
    const [manyDir, many] = await withRole(bench, OTHERS);
    await using alone = await startSubject(bench.children, fewDir);
    await using crowded = await startSubject(bench.children, manyDir);
    const reads = await alternate(side(bench, alone, few), side(bench, alone), bench.plan);
    const inCrowd = await alternate(side(bench, crowded, many), side(bench, crowded), bench.plan);
    const sizes = await alternate(side(bench, crowded, many), side(bench, alone, few), bench.plan);
    const beside = `beside ${whole(OTHERS)} users and ${whole(OTHERS)} roles`;
    const cpu = medianOf(reads.map(({ reference }) => reference.cpuMicros / reference.requests));
    return [
      ...(await decidingRows(bench, cpu)),
      rateRow('GetSecretValue by a session of a role with 5 policies of 10 statements against root', reads, {
        atLeast: 0.9,
      }),
      rateRow(`the same, ${beside}`, inCrowd, { atLeast: 0.9 }),
      rateRow(`GetSecretValue by that session, ${beside}, against without them`, sizes, { atLeast: 0.9 }),
    ];
  },
};

/** A data directory with secrets and principals, and credentials of a session. */
async function withRole({ children, dataDirs }: Bench, others: number): Promise<readonly [string, Credentials]> {
  const dataDir = await dataDirs.populate(await dataDirs.empty(), FEW_SECRETS);
  const child = children.fork('principals.ts', [dataDir, String(others)]);
  const { accessKeyId, secretAccessKey, sessionToken } = await messageOf<SentCredentials>(child);
  if (child.exitCode === null) await new Promise(resolve => child.once('exit', resolve));
  const secret = new Redacted(secretAccessKey);
  return [dataDir, { accessKeyId, secretAccessKey: secret, sessionToken: new Redacted(sessionToken) }];
}

function side({ children, folder }: Bench, { pid, http: url }: Subject, credentials?: Credentials): Side {
  const requests = () => readRequests(new URL(url).host, FEW_SECRETS, FEW_SECRETS, credentials);
  return wrkSide({ children, folder, pid, url, connections: CONNECTIONS, requests });
}

/** @param cpu microseconds of CPU of one GetSecretValue of the root user, whom no policy is looked up for */
async function decidingRows({ children, plan }: Bench, cpu: number): Promise<readonly Row[]> {
  const child = children.fork('deciding.ts', [String(POLICIES)]);
  try {
    await messageOf(child);
    const values: number[] = [];
    // The first round warms up.
    for (let i = 0; i <= plan.rounds; i++) {
      child.send({ seconds: 1 });
      const { micros } = await messageOf<{ readonly micros: number }>(child);
      if (i > 0) values.push(micros);
    }
    const what = `deciding with ${POLICIES} policies of 10 statements, warm`;
    const shares = values.map(micros => (micros / cpu) * 100);
    return [
      figureRow(what, values, ' µs'),
      figureRow(`${what}: of the CPU time of a GetSecretValue`, shares, ' %', { atMost: 8 }),
    ];
  } finally {
    await end(child, 'SIGKILL');
  }
}
