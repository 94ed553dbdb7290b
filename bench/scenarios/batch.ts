/** BatchGetSecretValue of 20 against single reads of the same server: secrets a second. */
import type { Bench, Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { FEW_SECRETS, shorter } from '../plan.ts';
import { bytesOf, readRequests, signCall } from '../requests.ts';
import type { Row } from '../row.ts';
import { rateRow } from '../row.ts';
import type { Side } from '../rounds.ts';
import { alternate } from '../rounds.ts';
import { secretName } from '../secrets.ts';
import type { Subject } from '../subject.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';

/** What a batch may hold. */
const BATCH = 20;
/** A batch takes longer, so that fewer of them are at work at one time. */
const BATCHES_AT_ONCE = 8;

export const batchScenario: Scenario = {
  name: 'batch',
  async run(bench) {
    await using subject = await startSubject(bench.children, await bench.dataDirs.with(FEW_SECRETS));
    return await batchRows(bench, subject, 'SQLite');
  },
};

/** Rows of a server with `FEW_SECRETS` secrets. */
export async function batchRows(bench: Bench, subject: Subject, engine: string): Promise<readonly Row[]> {
  const { host } = new URL(subject.http);
  const single = side(bench, subject, 1, () => readRequests(host, FEW_SECRETS, FEW_SECRETS));
  const byIds = side(bench, subject, BATCH, () => batches(host, i => ({ SecretIdList: namesOf(i) })));
  // The ten secrets whose numbers begin so, and ten others.
  const byFilter = side(bench, subject, BATCH, () =>
    batches(host, i => ({ Filters: [{ Key: 'name', Values: [decade(i), decade(i + 1)] }] })),
  );
  const plan = shorter(bench.plan);
  return [
    rateRow(
      `secrets a second, BatchGetSecretValue of ${BATCH} ids against GetSecretValue, ${engine}`,
      await alternate(byIds, single, plan),
      { atLeast: 2 },
    ),
    rateRow(`the same of ${BATCH} by filters`, await alternate(byFilter, single, plan)),
  ];
}

function side(
  { children, folder }: Bench,
  { pid, http: url }: Subject,
  secrets: number,
  requests: () => readonly Buffer[],
): Side {
  const connections = secrets === 1 ? CONNECTIONS : BATCHES_AT_ONCE;
  const load = wrkSide({ children, folder, pid, url, connections, requests });
  return {
    pid,
    async load(seconds) {
      const round = await load.load(seconds);
      return { ...round, requests: round.requests * secrets };
    },
  };
}

function batches(host: string, input: (i: number) => object): readonly Buffer[] {
  return Array.from({ length: FEW_SECRETS / BATCH }, (_, i) =>
    bytesOf(signCall(host, 'BatchGetSecretValue', JSON.stringify(input(i)))),
  );
}

function namesOf(batch: number): readonly string[] {
  return Array.from({ length: BATCH }, (_, i) => secretName(batch * BATCH + i));
}

/** What the names of ten secrets begin with. */
function decade(i: number): string {
  return secretName((i * 10) % FEW_SECRETS).slice(0, -1);
}
