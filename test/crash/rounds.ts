import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpawnClient } from '../support/spawn-client.ts';
import type { SpawnOptions } from '../support/spawn-process.ts';
import { spawnServer } from '../support/spawn-process.ts';
import type { OwnedSecret } from './load.ts';
import { startLoad } from './load.ts';
import { Random } from './random.ts';
import type { Query } from './tables.ts';
import { sqliteDamage, sqliteQuery, tableProblems } from './tables.ts';
import { trailByUserAgent } from './trail.ts';
import { verifyLoad, verifyStates } from './verify.ts';

/** What the rounds have shown. */
export interface Outcome {
  /** Everything that is wrong; empty is good. */
  readonly problems: readonly string[];
  /** Requests that were answered before a kill. */
  readonly acknowledged: number;
  /** Requests whose answer a kill cut off. */
  readonly open: number;
}

export interface RoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Of the server. */
  readonly server?: SpawnOptions;
  /** How to look at the tables; absent: SQLite in the data directory. */
  readonly query?: Query;
  readonly onRound?: (round: number, problems: readonly string[]) => void;
}

/** How long a load goes on before the kill, in milliseconds. */
const LOAD_MS = { min: 30, max: 400 };
const CLIENTS = 4;

/**
 * Starts a server, loads it, kills it with SIGKILL at a random moment, starts it again on the same data and compares;
 * then the next round goes on with that server. Ends at the first round in which something is wrong.
 */
export async function killRounds({
  rounds,
  seed,
  server: options = {},
  query,
  onRound,
}: RoundsOptions): Promise<Outcome> {
  const random = new Random(seed);
  const dataDir = await mkdtemp(join(tmpdir(), 'coffer-crash-'));
  const look = query ?? (text => sqliteQuery(dataDir, text));
  const owned: OwnedSecret[] = [];
  let [acknowledged, open] = [0, 0];
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  let server = stack.use(spawnServer(dataDir, options));
  for (let round = 1; round <= rounds; round++) {
    const begin = Date.now();
    const stop = new AbortController();
    const load = await startLoad({
      url: urlOf(await server.ready),
      prefix: `r${round}`,
      random,
      clients: CLIENTS,
      until: stop.signal,
    });
    await sleep(random.between(LOAD_MS.min, LOAD_MS.max));
    // A busy machine may have answered nothing until now.
    await load.underWay;
    await server.end();
    stop.abort();
    const done = await load.done;
    acknowledged += done.sent.filter(sent => sent.answer !== undefined).length;
    open += done.sent.filter(sent => sent.answer === undefined).length;

    server = stack.use(spawnServer(dataDir, options));
    using client = new SpawnClient(urlOf(await server.ready));
    const problems = [
      ...(query === undefined ? await sqliteDamage(dataDir) : []),
      ...(await tableProblems(look)),
      ...(await verifyLoad(client, done, await trailByUserAgent(client, begin))),
    ];
    owned.push(...done.owned);
    if (round === rounds) problems.push(...(await verifyStates(client, owned)));
    onRound?.(round, problems);
    if (problems.length > 0) return { problems: [`round ${round} of seed ${seed}`, ...problems], acknowledged, open };
  }
  return { problems: [], acknowledged, open };
}

function urlOf({ http }: { readonly http: string | null }): string {
  if (http === null) throw new Error('the server has no plain HTTP listener');
  return http;
}
