import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';

import { formatHostPort, type HostPort } from './addresses.ts';
import { makeAuthority, makeServerCertificate } from './certificates.ts';
import { Listener, type ListenerOptions, type RawRequest } from './listener.ts';
import { until } from './listener.test-fixture.ts';
import type { CertifiedKey } from './tls-options.ts';

const NAMES = { dnsNames: ['localhost', 'coffer.example'], ips: ['127.0.0.1', '::1'] };
const NOW = new Date();
const GET = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';

describe('an HTTPS listener', () => {
  let folder = '';
  let caFile = '';
  let authority: CertifiedKey;
  let pair: CertifiedKey;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-tls-'));
    caFile = join(folder, 'ca.pem');
    authority = await makeAuthority(NAMES, NOW);
    pair = await makeServerCertificate(authority, NAMES, NOW);
    writeFileSync(caFile, authority.certificate);
  });
  after(() => rmSync(folder, { recursive: true }));

  async function start(options: Partial<ListenerOptions> = {}, host = '127.0.0.1'): Promise<Started> {
    const handler = async ({ tls }: RawRequest) => ({ status: 200, headers: [], body: JSON.stringify(tls) });
    const listener = new Listener({ name: 'https', security: pair, handler, ...options });
    const address = await listener.listen({ host, port: 0 });
    return { listener, address, [Symbol.asyncDispose]: () => listener.drain(0) };
  }

  async function dial({ port }: HostPort): Promise<TLSSocket> {
    const socket = connectTls({ host: '127.0.0.1', port, ca: authority.certificate, servername: 'localhost' });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    return socket;
  }

  test('is trusted by Node.js, and tells the handler version and cipher', async () => {
    await using started = await start();

    const body = await fetchText(`https://localhost:${started.address.port}/`, authority.certificate);

    assert.deepEqual(JSON.parse(body), { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' });
  });

  for (const name of ['localhost', '127.0.0.1', '::1']) {
    test(`is trusted by curl and Python as ${name}`, async t => {
      await using started = await start({}, name === '::1' ? name : '127.0.0.1');
      const url = `https://${formatHostPort({ host: name, port: started.address.port })}/`;
      for (const command of [
        ['curl', '-sS', '--cacert', caFile, url],
        ['python3', '-I', '-c', PYTHON, url, caFile],
      ]) {
        const { code, output } = await run(command);
        if (code === 'ENOENT') {
          t.diagnostic(`${command[0]} is not there`);
        } else {
          assert.match(output, /^\{"version":"TLSv1\.[23]"/, command.join(' '));
        }
      }
    });
  }

  test('is not trusted under a name that it does not have', async () => {
    await using started = await start();
    const { port } = started.address;

    const socket = connectTls({ host: '127.0.0.1', port, ca: authority.certificate, servername: 'other.example' });

    await assert.rejects(once(socket, 'secureConnect'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('counts a handshake that fails, and goes on', async () => {
    const refused: string[] = [];
    await using started = await start({ onRefused: (reason, address) => refused.push(`${reason} ${address}`) });

    const probe = connectTcp(started.address.port, '127.0.0.1', () => probe.destroy());
    await once(probe, 'close');
    const plain = connectTcp(started.address.port, '127.0.0.1');
    plain.write(GET);
    plain.resume();
    await once(plain, 'close');
    const body = await fetchText(`https://localhost:${started.address.port}/`, authority.certificate);

    assert.deepEqual(refused, ['handshake-failed 127.0.0.1']);
    assert.match(body, /TLSv1\.3/);
  });

  test('gives up on a handshake that never comes', async () => {
    const refused: string[] = [];
    await using started = await start({ limits: { headersTimeoutMs: 50 }, onRefused: reason => refused.push(reason) });

    const silent = connectTcp(started.address.port, '127.0.0.1');
    silent.resume();
    await once(silent, 'close');

    assert.deepEqual(refused, ['handshake-failed']);
  });

  test('takes a new certificate for new connections and keeps the open ones', async () => {
    await using started = await start();
    const old = await dial(started.address);
    const renewed = await makeServerCertificate(authority, NAMES, NOW);

    started.listener.reload(renewed);
    const fresh = await dial(started.address);
    old.write(GET);
    const [answer] = await once(old, 'data');

    assert.equal(old.getPeerX509Certificate()?.toString(), pair.certificate);
    assert.equal(fresh.getPeerX509Certificate()?.toString(), renewed.certificate);
    assert.match(String(answer), /^HTTP\/1\.1 200 /);
    const old12 = connectTls({
      port: started.address.port,
      ca: authority.certificate,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1.1',
    });
    await assert.rejects(once(old12, 'secureConnect'));
    old.destroy();
    fresh.destroy();
  });

  test('keeps its certificate when the new one is no good', async () => {
    await using started = await start();

    assert.throws(() => started.listener.reload({ ...pair, key: authority.key }), /key values mismatch/);

    assert.match(await fetchText(`https://localhost:${started.address.port}/`, authority.certificate), /TLSv1\.3/);
  });

  test('drains connections in every state', async () => {
    const { promise: go, resolve } = Promise.withResolvers<void>();
    await using started = await start({
      handler: async () => {
        await go;
        return { status: 200, headers: [], body: 'last' };
      },
    });
    const silent = connectTcp(started.address.port, '127.0.0.1');
    silent.resume();
    const [unused, busy] = [await dial(started.address), await dial(started.address)];
    unused.resume();
    busy.write(GET);
    await until(() => started.listener.inFlight === 1 && started.listener.connections === 3);

    const drained = started.listener.drain(5_000);
    await Promise.all([once(silent, 'close'), once(unused, 'close')]);
    resolve();
    const [answer] = await once(busy, 'data');
    busy.resume();
    await drained;

    assert.match(String(answer), /connection: close\r\n[^]*last$/i);
  });

  test('cuts off handshakes and requests that do not end in time', async () => {
    await using started = await start({ handler: () => new Promise(() => {}) });
    const half = connectTcp(started.address.port, '127.0.0.1');
    half.resume();
    half.write(Buffer.from([22, 3, 1, 2, 0]));
    const busy = await dial(started.address);
    busy.resume();
    busy.write(GET);
    await until(() => started.listener.inFlight === 1 && started.listener.connections === 2);

    await Promise.all([started.listener.drain(30), once(half, 'close'), once(busy, 'close')]);
  });
});

interface Started extends AsyncDisposable {
  readonly listener: Listener;
  readonly address: HostPort;
}

/** As strict as Python 3.13 is by default. */
const PYTHON = `
import ssl, sys, urllib.request
context = ssl.create_default_context(cafile=sys.argv[2])
context.verify_flags |= ssl.VERIFY_X509_STRICT
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
print(opener.open(sys.argv[1], timeout=60).read().decode())
`;

function run([command = '', ...args]: readonly string[]): Promise<{ code: unknown; output: string }> {
  return new Promise(resolve => {
    execFile(command, args, { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error?.code, output: stdout + stderr });
    });
  });
}

function fetchText(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { ca, agent: false, family: 4 }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
  });
}
