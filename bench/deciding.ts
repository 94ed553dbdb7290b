/**
 * Decides one request again and again, as the request line does: `node deciding.ts POLICIES`. The user has so
 * many policies of ten statements; its policies and the request's are warm. Told for how many seconds, it sends the
 * microseconds of CPU that one decision took.
 */
import { makeUser } from '../packages/server/src/access/testing.ts';
import { TestServer } from '../packages/server/src/testing/index.ts';
import { ACCOUNT, policiesFor } from './policies.ts';
import { secretName } from './secrets.ts';

const [count = '10'] = process.argv.slice(2);
const server = await TestServer.open();
process.once('disconnect', () => {
  void server[Symbol.asyncDispose]().then(() => process.exit());
});
const user = await makeUser(server, 'decider', { policies: policiesFor(Number(count)) });
const key = await server.parts.line.accessKeys.find(user.accessKeyId);
if (key === undefined) throw new Error('the user has no key');
const { access } = server.parts.line;
const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' };
const client = { sourceIp: '127.0.0.1', userAgent: 'bench', host: 'bench', tls };
const from = { caller: key.caller, client, region: 'us-east-1', now: Date.now(), calledVia: [] };
const resource = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${secretName(1)}-AbCdEf`;

process.send?.('ready');
process.on('message', async ({ seconds }: { readonly seconds: number }) => {
  process.send?.({ micros: await decideFor(seconds * 1e3) });
});

async function decideFor(ms: number): Promise<number> {
  const until = performance.now() + ms;
  const before = process.cpuUsage();
  let decisions = 0;
  while (performance.now() < until) {
    for (let i = 0; i < 1_000; i++) if ((await decideOnce()) !== 'Allow') throw new Error('it was denied');
    decisions += 1_000;
  }
  const { user: own, system } = process.cpuUsage(before);
  return (own + system) / decisions;
}

async function decideOnce(): Promise<string> {
  const { effect } = await access.decide(from, {
    action: 'secretsmanager:GetSecretValue',
    resource,
    resourceAccountId: ACCOUNT,
    keys: () => [
      ['secretsmanager:SecretId', resource],
      ['secretsmanager:SecretPrimaryRegion', 'us-east-1'],
      ['aws:ResourceTag/Owner', 'team-1@example.com'],
      ['secretsmanager:ResourceTag/Owner', 'team-1@example.com'],
    ],
  });
  return effect;
}
