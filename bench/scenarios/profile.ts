/** Where the time of one read goes, by a profile of the whole process under load. */
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { FEW_SECRETS } from '../plan.ts';
import type { CpuProfile } from '../profile-shares.ts';
import { sharesOf } from '../profile-shares.ts';
import { readRequests } from '../requests.ts';
import { startSubject } from '../subject.ts';
import { alignedTable } from '../table.ts';
import { wrkSide } from '../wrk.ts';

export const profileScenario: Scenario = {
  name: 'profile',
  async run(bench) {
    const folder = await mkdtemp(join(bench.folder, 'profile-'));
    const { from, to, requests } = await loadProfiled(bench, folder);
    const [file] = await readdir(folder);
    if (file === undefined) throw new Error('no profile was written');
    // What Node.js writes.
    const profile = JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile;
    const shares = [...sharesOf(profile, from, to)];
    const total = shares.reduce((sum, [, micros]) => sum + micros, 0);
    const rows = shares.map(([part, micros]) => [
      part,
      (micros / requests).toFixed(1),
      `${((micros / total) * 100).toFixed(0)}%`,
    ]);
    const sum = ['all of it, one thread', (total / requests).toFixed(1), ''];
    console.log(`\nWhere the time of one GetSecretValue goes (under the profiler, which adds its own):\n`);
    console.log(`${alignedTable([['part', 'µs a request', 'share'], ...rows, sum])}\n`);
    return [];
  },
};

/** Profiles a server from its start to its end; gives when, on the monotonic clock, it was warm and under load. */
async function loadProfiled(
  { plan, children, folder, dataDirs }: Bench,
  profiles: string,
): Promise<{ readonly from: number; readonly to: number; readonly requests: number }> {
  // With the last flag from the start the command has no reason to replace itself, which would begin a second profile.
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--disable-sigusr1'];
  await using subject = await startSubject(children, await dataDirs.with(FEW_SECRETS), { nodeFlags });
  const requests = () => readRequests(new URL(subject.http).host, FEW_SECRETS, FEW_SECRETS);
  const side = wrkSide({ children, folder, pid: subject.pid, url: subject.http, connections: CONNECTIONS, requests });
  await side.load(plan.warmSeconds);
  const begin = monotonicMicros();
  const round = await side.load(plan.roundSeconds * 2);
  const to = monotonicMicros();
  // What wrk needs to begin with is not part of its own time.
  return { from: Math.max(begin, to - round.seconds * 1e6), to, requests: round.requests };
}

/** The clock that V8 stamps samples with. */
function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}
