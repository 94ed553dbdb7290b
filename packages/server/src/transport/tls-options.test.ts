import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { type ConnectionOptions, connect, createServer, type Server, type TLSSocket } from 'node:tls';

import { makeAuthority, makeServerCertificate } from './certificates.ts';
import { tlsOptions } from './tls-options.ts';

const NAMES = { dnsNames: ['localhost'], ips: ['127.0.0.1', '::1'] };
const NOW = new Date();

describe('what our TLS speaks', () => {
  let server: Server;
  let port = 0;
  let ca = '';
  before(async () => {
    const authority = await makeAuthority(NAMES, NOW);
    ca = authority.certificate;
    server = createServer(tlsOptions(await makeServerCertificate(authority, NAMES, NOW)), socket =>
      socket.end('hello'),
    );
    // A refused handshake is what several tests ask for.
    server.on('tlsClientError', () => {});
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  after(() => server.close());

  function handshake(options: ConnectionOptions): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', servername: 'localhost', port, ca, ...options }, () => {
        socket.destroy();
        resolve(socket);
      });
      socket.on('error', reject);
    });
  }

  test('TLS 1.3 by default, with HTTP/1.1 by ALPN', async () => {
    const socket = await handshake({ ALPNProtocols: ['h2', 'http/1.1'] });

    assert.equal(socket.authorized, true);
    assert.equal(socket.alpnProtocol, 'http/1.1');
  });

  test('TLS 1.2 with ephemeral keys and AEAD is accepted, with each of the suites', async () => {
    for (const ciphers of [
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES256-GCM-SHA384',
      'ECDHE-ECDSA-CHACHA20-POLY1305',
    ]) {
      await handshake({ maxVersion: 'TLSv1.2', ciphers });
    }
  });

  test('TLS 1.1 and 1.0 are refused', async () => {
    for (const version of ['TLSv1.1', 'TLSv1'] as const) {
      await assert.rejects(
        handshake({ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }),
        /protocol version/,
      );
    }
  });

  test('CBC and suites without forward secrecy are refused', async () => {
    for (const ciphers of ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384', 'AES128-GCM-SHA256', 'AES256-SHA']) {
      await assert.rejects(handshake({ maxVersion: 'TLSv1.2', ciphers }), /handshake failure/);
    }
  });

  test('groups outside the list are refused', async () => {
    await handshake({ ecdhCurve: 'P-384' });
    await assert.rejects(handshake({ ecdhCurve: 'P-521' }), /handshake failure/);
  });

  test('a client that offers the hybrid group among others gets it', async () => {
    assert.equal(await groupChosen(['X25519MLKEM768', 'X25519']), 'X25519MLKEM768');
    assert.equal(await groupChosen(['X25519', 'X25519MLKEM768']), 'X25519MLKEM768');
  });

  test('a client that does not know the hybrid group gets its own first', async () => {
    assert.equal(await groupChosen(['X25519', 'P-256']), 'ecdh_x25519');
  });

  /** The group in the server's hello, from a trace of Node.js: its API tells none for TLS 1.3. */
  function groupChosen(groups: readonly string[]): Promise<string | undefined> {
    const script = `
      const socket = require('node:tls').connect({ host: '127.0.0.1', port: ${port}, ca: process.env.CA,
        servername: 'localhost', ecdhCurve: '${groups.join(':')}' }, () => socket.destroy());
      socket.enableTrace();`;
    return new Promise(resolve => {
      execFile(process.execPath, ['-e', script], { env: { CA: ca } }, (_error, _stdout, trace) => {
        resolve(/NamedGroup: (\w+)/.exec(trace.slice(trace.indexOf('ServerHello')))?.[1]);
      });
    });
  }
});
