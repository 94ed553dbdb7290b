/** Lists and searches on PostgreSQL. */
import { startPostgres } from '../../packages/server/src/testing/postgres.ts';
import type { Scenario } from '../bench.ts';
import { startSubject } from '../subject.ts';
import { listRows } from './list.ts';
import { DURABLE } from './postgres.ts';

export const postgresListScenario: Scenario = {
  name: 'postgres-list',
  async run(bench) {
    const { plan, children, dataDirs } = bench;
    await using postgres = await startPostgres({ settings: DURABLE });
    const database = await postgres.createDatabase();
    const dataDir = await dataDirs.populate(await dataDirs.empty(), plan.manySecrets, database);
    await using subject = await startSubject(children, dataDir, { flags: ['--database', database] });
    return await listRows(bench, subject, 'PostgreSQL');
  },
};
