import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { makeTlsAside } from './first-certificate.ts';
import { certificateNeeds, ensureTls, type TlsMaterial, type TlsStore } from './tls-material.ts';

const WANTED = { dnsNames: ['localhost'], ips: ['127.0.0.1'], ifPermitted: { dnsNames: ['vault.example'], ips: [] } };
const NOW = new Date('2026-01-31T12:00:00Z');

test('a thread makes an authority and a certificate that need nothing more', async () => {
  const material = await makeTlsAside(WANTED, NOW);
  assert.ok(material);
  assert.equal(certificateNeeds(material, WANTED, NOW), 'keep');
  const certificate = new X509Certificate(material.certificate);
  assert.ok(certificate.checkIssued(new X509Certificate(material.authorityCertificate)));
  assert.equal(certificate.subjectAltName, 'DNS:localhost, DNS:vault.example, IP Address:127.0.0.1');
  assert.match(material.key.unwrap(), /^-----BEGIN PRIVATE KEY-----/);
});

test('an empty store takes what was made already; without it one is made there', async () => {
  const first = makeTlsAside(WANTED, NOW);
  const taken = await ensureTls(emptyStore(), WANTED, NOW, first);
  assert.equal(taken.certificate, (await first)?.certificate);
  const made = await ensureTls(emptyStore(), WANTED, NOW, Promise.resolve(undefined));
  assert.equal(certificateNeeds(made, WANTED, NOW), 'keep');
});

function emptyStore(): TlsStore {
  let stored: TlsMaterial | undefined;
  return {
    load: async () => stored,
    save: async material => (stored ??= material),
  };
}
