/** Clients that are told no endpoint: they ask for AWS's own host names, and DNS or an HTTPS proxy leads them here. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Agent } from 'node:https';
import type { AgentOptions } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { awsClis, without } from '../support/require.ts';
import { runProgram } from '../support/run-program.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { sdkConfig } from './sdk-client.ts';

const REGIONS = ['us-east-1', 'eu-west-1'];
const hostIn = (region: string) => `secretsmanager.${region}.amazonaws.com`;

describe('clients that know no endpoint', () => {
  let coffer: Coffer;
  let clients: readonly SecretsManager[] = [];
  before(async () => {
    const flags = REGIONS.flatMap(region => ['--region', region, '--hostname', hostIn(region)]);
    coffer = await startCoffer({ flags });
    const { endpoint, ...config } = sdkConfig(coffer);
    clients = REGIONS.map(region => {
      const httpsAgent = agentTo(Number(new URL(endpoint).port), { ca: readFileSync(coffer.ready.ca) });
      return new SecretsManager({ ...config, region, requestHandler: { httpsAgent } });
    });
    for (const [i, client] of clients.entries()) {
      await client.createSecret({ Name: `in/${REGIONS[i]}`, SecretString: `of ${REGIONS[i]}` });
    }
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await coffer[Symbol.asyncDispose]();
  });

  test('the AWS SDK for JavaScript, where DNS leads here: the name decides the region', async () => {
    for (const [i, client] of clients.entries()) {
      const { ARN, SecretString } = await client.getSecretValue({ SecretId: `in/${REGIONS[i]}` });

      assert.match(ARN ?? '', new RegExp(`^arn:aws:secretsmanager:${REGIONS[i]}:`));
      assert.equal(SecretString, `of ${REGIONS[i]}`);
    }
  });

  test('the AWS CLIs, through an HTTPS proxy', { skip: without('aws') }, async () => {
    await using proxy = await startProxy(Number(new URL(coffer.ready.https).port));
    const { AWS_ENDPOINT_URL: _, ...env } = coffer.clientEnv;
    for (const program of awsClis()) {
      const words = ['secretsmanager', 'list-secrets', '--region', 'eu-west-1', '--query', 'SecretList[].Name'];

      const { code, stdout, stderr } = await runProgram(program, words, {
        env: { ...env, AWS_CA_BUNDLE: coffer.ready.ca, HTTPS_PROXY: proxy.url },
      });

      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), ['in/eu-west-1']);
    }
    assert.deepEqual(
      proxy.asked,
      awsClis().map(() => `${hostIn('eu-west-1')}:443`),
    );
  });
});

/** Asks for the host that a client names, and connects to this port of this machine, as DNS would have it. */
function agentTo(port: number, options: AgentOptions): Agent {
  const agent = new Agent(options);
  const { createConnection } = agent;
  agent.createConnection = (asked, callback) =>
    createConnection.call(agent, { ...asked, host: '127.0.0.1', port }, callback);
  return agent;
}

/** A proxy that leads everything to one port of this machine, and knows what it was asked for. */
async function startProxy(port: number) {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request, client) => {
    asked.push(request.url ?? '');
    const there = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      there.pipe(client).pipe(there);
    });
    there.on('error', () => client.destroy());
    client.on('error', () => there.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  // `as`: a server that listens on TCP has such an address.
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
