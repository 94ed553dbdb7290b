import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { testOptions } from '../testing/test-options.ts';
import { TestServer } from '../testing/test-server.ts';
import { currentCertificate } from './tls.ts';

test('the certificate holds the hosts of every address that clients reach the server at', async () => {
  await using server = await TestServer.open();
  const { database, keyring } = server.parts;
  const options = testOptions(server.dataDir, {
    listen: '192.0.2.10:7443',
    hostnames: ['coffer.example'],
    vpcEndpoints: [
      { id: 'vpce-1a2b3c4d', vpcId: 'vpc-12345678', listen: '10.0.0.5:7443' },
      { id: 'vpce-2a2b3c4d', vpcId: 'vpc-12345678', listen: 'endpoint.example:7443' },
    ],
  });

  const { pair } = await currentCertificate(options, database, keyring, new Date());

  const names = new X509Certificate(pair.certificate).subjectAltName ?? '';
  for (const name of ['IP Address:192.0.2.10', 'IP Address:10.0.0.5', 'DNS:endpoint.example', 'DNS:coffer.example']) {
    assert.ok(names.includes(name), `${name} is not among ${names}`);
  }
});
