/**
 * Creates secrets, each with a name and a token of its own, as fast as they are acknowledged:
 * `node load-create.ts URL CONNECTIONS`. A message `{ seconds }` starts a round, whose figures it sends.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { signCall } from './requests.ts';
import { createdName, creation } from './secrets.ts';
import { Tally } from './tally.ts';

const [endpoint = '', connections = '1'] = process.argv.slice(2);
const { hostname, port, host } = new URL(endpoint);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
let created = 0;

process.on('message', ({ seconds }: { readonly seconds: number }) => {
  void round(seconds).then(figures => process.send?.(figures));
});
process.once('disconnect', () => process.exit());

async function round(seconds: number): Promise<ReturnType<Tally['round']>> {
  const tally = new Tally();
  const until = performance.now() + seconds * 1000;
  async function work(): Promise<void> {
    while (performance.now() < until) {
      const begin = performance.now();
      await create();
      tally.add((performance.now() - begin) * 1000);
    }
  }
  await Promise.all(Array.from({ length: Number(connections) }, work));
  return tally.round();
}

function create(): Promise<void> {
  created += 1;
  const { rawHeaders, body } = signCall(host, 'CreateSecret', creation(createdName(created), randomUUID()));
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method: 'POST', path: '/', headers: rawHeaders, agent }, response => {
      response.resume();
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`CreateSecret was answered with ${response.statusCode}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
