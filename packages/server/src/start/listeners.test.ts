import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { makeLog } from '../log.ts';
import { Metrics } from '../metrics.ts';
import type { ServerOptions } from '../options.ts';
import type { VpcEndpoint } from '../pipeline/caller.ts';
import { testOptions } from '../testing/test-options.ts';
import { makeAuthority, makeServerCertificate } from '../transport/certificates.ts';
import type { RawRequest } from '../transport/listener.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { CertifiedKey } from '../transport/tls-options.ts';
import { Listeners, type ListenersParts } from './listeners.ts';

const NAMES = { dnsNames: ['localhost'], ips: ['127.0.0.1', '::1'] };
const ONE = { id: 'vpce-1a2b3c4d', vpcId: 'vpc-12345678', listen: '127.0.0.1:0' };
const TWO = { id: 'vpce-2a2b3c4d', vpcId: 'vpc-12345678', listen: '127.0.0.1:0' };

describe('the listeners of a server', () => {
  let folder = '';
  let authority: CertifiedKey;
  let pair: CertifiedKey;
  before(async () => {
    folder = await mkdtemp(`${tmpdir()}/coffer-listeners-`);
    authority = await makeAuthority(NAMES, new Date());
    pair = await makeServerCertificate(authority, NAMES, new Date());
  });
  after(() => rm(folder, { recursive: true }));

  interface Started extends AsyncDisposable {
    readonly listeners: Listeners;
    /** Of the HTTPS address, then of the endpoints. */
    readonly urls: readonly string[];
  }

  async function start(handler: ListenersParts['handler'], more: Partial<ServerOptions> = {}): Promise<Started> {
    const options = testOptions(folder, { vpcEndpoints: [ONE, TWO], ...more });
    const parts = { handler, certificate: { pair, ca: '' }, log: makeLog('silent'), metrics: new Metrics() };
    const listeners = new Listeners(options, parts);
    await using stack = new AsyncDisposableStack();
    stack.defer(() => listeners.drain(0));
    const { https, endpoints = [] } = await listeners.listen();
    stack.move();
    const urls = [https, ...endpoints.map(endpoint => endpoint.https)];
    return { listeners, urls, [Symbol.asyncDispose]: () => listeners.drain(0) };
  }

  async function fetchText(url: string | undefined, options: RequestOptions = {}): Promise<string> {
    const [response] = await once(
      get(url ?? '', { ca: authority.certificate, servername: '', agent: false, ...options }),
      'response',
    );
    return `${response.statusCode} ${await text(response)}`;
  }

  const where: ListenersParts['handler'] = async ({ listener, remoteAddress }: RawRequest, endpoint?: VpcEndpoint) => ({
    status: 200,
    headers: [],
    body: [listener, remoteAddress, endpoint?.id, endpoint?.vpcId].join(' '),
  });

  test('tell which endpoint a request came through, whatever it says of itself', async () => {
    await using started = await start(where);
    const headers = { host: `${TWO.id}.secretsmanager.us-east-1.vpce.amazonaws.com`, 'x-forwarded-for': '10.1.2.3' };

    const answers = await Promise.all(started.urls.map(url => fetchText(url, { headers })));

    assert.deepEqual(answers, [
      '200 https 127.0.0.1  ',
      `200 ${ONE.id} 127.0.0.1 ${ONE.id} ${ONE.vpcId}`,
      `200 ${TWO.id} 127.0.0.1 ${TWO.id} ${TWO.vpcId}`,
    ]);
  });

  test('believe trusted proxies, at every address', async () => {
    await using started = await start(where, { trustedProxies: ['127.0.0.0/8'] });
    const headers = { 'x-forwarded-for': '10.1.2.3' };

    for (const url of started.urls) assert.match(await fetchText(url, { headers }), / 10\.1\.2\.3 /);
    await assert.rejects(start(where, { trustedProxies: ['x'] }), OperatorError);
  });

  test('hold each address to the limits, and count all together', async () => {
    const held = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    let count = 0;
    const handler: ListenersParts['handler'] = async () => {
      count += 1;
      if (count === 3) arrived.resolve();
      await held.promise;
      return { status: 200, headers: [], body: 'done' };
    };
    await using started = await start(handler, { maxInFlight: 1 });
    const { listeners, urls } = started;

    const first = urls.map(url => fetchText(url));
    await arrived.promise;

    assert.deepEqual([listeners.inFlight, listeners.connections], [3, 3]);
    for (const url of urls) assert.match(await fetchText(url), /^503 /);
    held.resolve();
    assert.deepEqual(await Promise.all(first), ['200 done', '200 done', '200 done']);
  });

  test('show a new certificate after a reload, at every address', async () => {
    await using started = await start(where);
    const other = await makeServerCertificate(authority, NAMES, new Date());

    const serial = async (url: string): Promise<string> => {
      const socket = connectTls({ host: '127.0.0.1', port: Number(new URL(url).port), ca: authority.certificate });
      await once(socket, 'secureConnect');
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const first = await Promise.all(started.urls.map(serial));
    started.listeners.reload({ pair: other, ca: '' });
    const second = await Promise.all(started.urls.map(serial));

    assert.equal(new Set(first).size, 1);
    assert.equal(new Set(second).size, 1);
    assert.notEqual(second[0], first[0]);
  });

  test('drain together: what is in flight is answered, and nothing new is taken', async () => {
    const held = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { listeners, urls } = await start(async () => {
      arrived.resolve();
      await held.promise;
      return { status: 200, headers: [], body: 'done' };
    });
    const [, url = ''] = urls;
    const first = fetchText(url);
    await arrived.promise;

    const drained = listeners.drain(60_000);
    for (const each of urls) await assert.rejects(fetchText(each), { code: 'ECONNREFUSED' });
    held.resolve();

    assert.equal(await first, '200 done');
    await drained;
    assert.equal(listeners.inFlight, 0);
  });

  test('without endpoints there are none', async () => {
    const { listeners, urls } = await start(where, { vpcEndpoints: undefined });

    assert.equal(urls.length, 1);
    await listeners.drain(0);
  });

  test('an address that another one has is refused, and told', async () => {
    await using started = await start(where);
    const [url = ''] = started.urls;
    const listen = new URL(url).host;

    await assert.rejects(start(where, { vpcEndpoints: [{ ...ONE, listen }] }), {
      name: 'OperatorError',
      message: `cannot listen on \`${listen}\`: another program listens there already`,
    });
  });
});
