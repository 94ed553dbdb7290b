/** The same reads with PostgreSQL, beside SQLite. */
import { startPostgres } from '../../packages/server/src/testing/postgres.ts';
import type { Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { FEW_SECRETS } from '../plan.ts';
import { readRequests } from '../requests.ts';
import { rateRow, slowestRow } from '../row.ts';
import type { Side } from '../rounds.ts';
import { alternate } from '../rounds.ts';
import type { Subject } from '../subject.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';
import { batchRows } from './batch.ts';

/** PostgreSQL's own defaults, which the tests' fast settings give up. */
export const DURABLE = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '128MB',
  autovacuum: 'on',
  deadlock_timeout: '1s',
};

export const postgresScenario: Scenario = {
  name: 'postgres',
  async run({ plan, children, folder, dataDirs }) {
    await using postgres = await startPostgres({ settings: DURABLE });
    const database = await postgres.createDatabase();
    const dataDir = await dataDirs.populate(await dataDirs.empty(), FEW_SECRETS, database);
    await using subject = await startSubject(children, dataDir, { flags: ['--database', database] });
    await using sqlite = await startSubject(children, await dataDirs.with(FEW_SECRETS));
    const side = ({ pid, http: url }: Subject): Side => {
      const requests = () => readRequests(new URL(url).host, FEW_SECRETS, FEW_SECRETS);
      return wrkSide({ children, folder, pid, url, connections: CONNECTIONS, requests });
    };
    const pairs = await alternate(side(subject), side(sqlite), plan);
    const what = 'GetSecretValue, HTTP, PostgreSQL against SQLite';
    return [
      rateRow(what, pairs),
      slowestRow(`${what}: p99`, pairs),
      ...(await batchRows({ plan, children, folder, dataDirs }, subject, 'PostgreSQL')),
    ];
  },
};
