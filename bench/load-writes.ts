/**
 * Writes with names and tokens of their own, each acknowledged before its connection sends another:
 * `node load-writes.ts URL CONNECTIONS create` or `... put SECRETS`, which puts a new version into one secret after the
 * other. A message `{ seconds }` starts a round as fast as they are acknowledged, `{ seconds, perSecond }` one that
 * sends so many; it sends the round's figures.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { signCall } from './requests.ts';
import { createdName, creation, putting, secretName } from './secrets.ts';
import { Tally } from './tally.ts';

interface Wanted {
  readonly seconds: number;
  readonly perSecond?: number;
}

const [endpoint = '', connections = '1', kind = 'create', secrets = '1'] = process.argv.slice(2);
const { hostname, port, host } = new URL(endpoint);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
let written = 0;

process.on('message', (wanted: Wanted) => {
  void round(wanted).then(figures => process.send?.(figures));
});
process.once('disconnect', () => process.exit());

async function round({ seconds, perSecond }: Wanted): Promise<ReturnType<Tally['round']>> {
  const tally = new Tally();
  const begin = performance.now();
  const until = begin + seconds * 1000;
  let sent = 0;
  async function work(): Promise<void> {
    while (performance.now() < until) {
      if (perSecond !== undefined) await delay(Math.max(0, begin + (sent++ * 1000) / perSecond - performance.now()));
      const sentAt = performance.now();
      await write();
      tally.add((performance.now() - sentAt) * 1000);
    }
  }
  await Promise.all(Array.from({ length: Number(connections) }, work));
  return tally.round();
}

function write(): Promise<void> {
  written += 1;
  return kind === 'create'
    ? send('CreateSecret', creation(createdName(written), randomUUID()))
    : send('PutSecretValue', putting(secretName(written % Number(secrets)), randomUUID()));
}

function send(operation: string, text: string): Promise<void> {
  const { rawHeaders, body } = signCall(host, operation, text);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method: 'POST', path: '/', headers: rawHeaders, agent }, response => {
      response.resume();
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${operation} was answered with ${response.statusCode}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
