/** Requests that change one secret at the same moment are answered as if they had come one after the other. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openTestDatabase } from '../../packages/server/src/testing/postgres.ts';
import { Random } from '../crash/random.ts';
import { SpawnClient } from '../support/spawn-client.ts';
import { spawnServer } from '../support/spawn-process.ts';
import { checkHistory } from './check.ts';
import { hammer } from './hammer.ts';
import { secretMachine } from './secret-machine.ts';

const SEED = Number(process.env['COFFER_LINEARIZABILITY_SEED'] ?? Date.now() % 2 ** 31);
const ROUNDS = 3;
const CLIENTS_PER_SERVER = 3;
const CALLS_PER_CLIENT = 15;
const TOKENS = Array.from({ length: 8 }, (_, i) => `${i}0000000-aaaa-4aaa-8aaa-aaaaaaaaaaaa`);

describe(`one secret under concurrent requests (COFFER_LINEARIZABILITY_SEED=${SEED})`, { timeout: 600_000 }, () => {
  it('is one after the other on two servers that share a PostgreSQL', async () => {
    await using stack = new AsyncDisposableStack();
    const { url: database } = stack.use(await openTestDatabase());
    const folder = await temporaryFolder(stack);
    const options = { database, rootKeyFile: join(folder, 'root.key') };
    // The first makes tables, root key and root user; the second finds them.
    const one = stack.use(spawnServer(join(folder, 'one'), options));
    const first = urlOf(await one.ready);
    const two = stack.use(spawnServer(join(folder, 'two'), options));

    await hammerAndCheck(stack, [first, urlOf(await two.ready)]);
  });

  it('is one after the other on one server with SQLite', async () => {
    await using stack = new AsyncDisposableStack();
    const server = stack.use(spawnServer(await temporaryFolder(stack)));
    const url = urlOf(await server.ready);

    await hammerAndCheck(stack, [url, url]);
  });
});

async function hammerAndCheck(stack: AsyncDisposableStack, urls: readonly string[]): Promise<void> {
  const random = new Random(SEED);
  const clients = urls.flatMap(url =>
    Array.from({ length: CLIENTS_PER_SERVER }, () => stack.use(new SpawnClient(url))),
  );
  for (let round = 1; round <= ROUNDS; round++) {
    const [client] = clients;
    const [token = ''] = TOKENS;
    const Name = `round-${round}`;
    const made = await client?.must('secretsmanager', 'CreateSecret', {
      Name,
      ClientRequestToken: token,
      SecretString: 'v0',
    });

    const options = { name: Name, clients, random, callsPerClient: CALLS_PER_CLIENT, tokens: TOKENS };
    const history = await hammer(options);
    const { isLinearizable, order } = checkHistory(secretMachine(Name, String(made?.['ARN']), token, 'v0'), history);

    const rest = history.filter(call => !order.includes(call)).toSorted((a, b) => a.beganAt - b.beganAt);
    assert.ok(
      isLinearizable,
      JSON.stringify({ explained: order.slice(-8), unexplained: rest.slice(0, 8) }, undefined, 1),
    );
    assert.equal(order.length, clients.length * CALLS_PER_CLIENT);
  }
}

async function temporaryFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-linearizability-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function urlOf({ http }: { readonly http: string | null }): string {
  if (http === null) throw new Error('the server has no plain HTTP listener');
  return http;
}
