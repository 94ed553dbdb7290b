/** `npm run bench`: measures what is promised about speed and size. README.md says how; `--quick` for a first look. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Scenario } from './bench.ts';
import { Children } from './children.ts';
import { DataDirs } from './data-dirs.ts';
import { machineFacts } from './machine.ts';
import { readPlan } from './plan.ts';
import type { Row } from './row.ts';
import { accessScenario } from './scenarios/access.ts';
import { backupScenario } from './scenarios/backup.ts';
import { batchScenario } from './scenarios/batch.ts';
import { createScenario } from './scenarios/create.ts';
import { functionsScenario } from './scenarios/functions.ts';
import { kmsScenario } from './scenarios/kms.ts';
import { listScenario } from './scenarios/list.ts';
import { memoryScenario } from './scenarios/memory.ts';
import { postgresListScenario } from './scenarios/postgres-list.ts';
import { postgresScenario } from './scenarios/postgres.ts';
import { profileScenario } from './scenarios/profile.ts';
import { putScenario } from './scenarios/put.ts';
import { httpScenario, tlsScenario } from './scenarios/read.ts';
import { rotationScenario } from './scenarios/rotation.ts';
import { scaleScenario } from './scenarios/scale.ts';
import { startScenario } from './scenarios/start.ts';
import { tableOf } from './table.ts';
import { ensureWrk } from './wrk.ts';

const SCENARIOS: readonly Scenario[] = [
  httpScenario,
  tlsScenario,
  scaleScenario,
  startScenario,
  memoryScenario,
  createScenario,
  putScenario,
  accessScenario,
  kmsScenario,
  functionsScenario,
  rotationScenario,
  batchScenario,
  listScenario,
  postgresScenario,
  postgresListScenario,
  backupScenario,
  profileScenario,
];

const plan = readPlan(process.argv.slice(2));
const unknown = plan.only.filter(name => !SCENARIOS.some(scenario => scenario.name === name));
if (unknown.length > 0) {
  throw new RangeError(
    `no scenario \`${unknown.join(', ')}\`; there are ${SCENARIOS.map(each => each.name).join(', ')}`,
  );
}
ensureWrk();

const parent = plan.folder ?? tmpdir();
mkdirSync(parent, { recursive: true });
const folder = mkdtempSync(join(parent, 'coffer-bench-'));
const children = new Children();
process.on('exit', () => {
  children[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const begin = performance.now();
const facts = machineFacts(folder);
const rows = await runAll({ plan, children, folder, dataDirs: new DataDirs(children, folder) });
console.log(`\n${tableOf(rows)}\n`);
for (const fact of facts) console.log(`- ${fact}`);
const { rounds, roundSeconds, warmSeconds } = plan;
console.log(`- ${rounds} rounds of ${roundSeconds} s a side after ${warmSeconds} s of warming up`);
if (plan.isQuick) console.log('- `--quick` is for a first look: too short and with too few secrets to judge by');
const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
console.log(`- load average at the end ${loadavg()[0]?.toFixed(1)}; measured for ${minutes} minutes`);

async function runAll(bench: Bench): Promise<readonly Row[]> {
  const all: Row[] = [];
  for (const { name, run } of SCENARIOS) {
    if (plan.only.length > 0 && !plan.only.includes(name)) continue;
    console.log(`${name}`);
    const started = performance.now();
    try {
      all.push(...(await run(bench)));
    } catch (error) {
      // The others still say something; the command fails at the end.
      console.error(`✖ ${name} could not be measured:`, error);
      process.exitCode = 1;
    }
    console.log(`  ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  return all;
}
