import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { makeAuthority, makeServerCertificate } from './certificates.ts';
import type { Names } from './served-names.ts';
import type { CertifiedKey } from './tls-options.ts';

const NAMES: Names = { dnsNames: ['localhost', 'coffer.example'], ips: ['127.0.0.1', '::1', '192.0.2.7'] };
const NOW = new Date();

describe('certificates of our own authority', () => {
  let folder = '';
  let authority: CertifiedKey;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-certificates-'));
    authority = await makeAuthority(NAMES, NOW);
    writeFileSync(join(folder, 'ca.pem'), authority.certificate);
  });
  after(() => rmSync(folder, { recursive: true }));

  async function openssl(names: Names, ...flags: string[]): Promise<string> {
    const { certificate } = await makeServerCertificate(authority, names, NOW);
    const file = join(folder, 'server.pem');
    writeFileSync(file, certificate);
    const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', join(folder, 'ca.pem'), ...flags, file];
    try {
      return execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    }
  }

  test('openssl accepts them in strict mode for each of their names', async () => {
    for (const name of NAMES.dnsNames) {
      assert.match(await openssl(NAMES, '-verify_hostname', name), /: OK/);
    }
    for (const ip of NAMES.ips) {
      assert.match(await openssl(NAMES, '-verify_ip', ip), /: OK/);
    }
  });

  test('openssl refuses names that the authority does not permit', async () => {
    assert.match(await openssl({ ...NAMES, dnsNames: ['other.example'] }), /permitted subtree violation/);
    assert.match(await openssl({ ...NAMES, ips: ['192.0.2.8'] }), /permitted subtree violation/);
    assert.match(await openssl({ ...NAMES, ips: ['2001:db8::1'] }), /permitted subtree violation/);
  });

  test('openssl refuses a certificate whose life is over', async () => {
    const later = Math.floor(NOW.getTime() / 1000) + 398 * 86_400;

    assert.match(await openssl(NAMES, '-attime', String(later)), /certificate has expired/);
  });

  test('the authority cannot make another authority', async () => {
    const parsed = new X509Certificate(authority.certificate);
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], {
      input: authority.certificate,
      encoding: 'utf8',
    });

    assert.equal(parsed.ca, true);
    assert.match(text, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    assert.match(text, /Name Constraints: critical\s+Permitted:\s+DNS:localhost\s+DNS:coffer.example/);
    assert.match(text, /Key Usage: critical\s+Certificate Sign, CRL Sign/);
  });

  test('a server certificate holds the key it is given with and serves 397 days', async () => {
    const { certificate } = await makeServerCertificate(authority, NAMES, NOW);
    const parsed = new X509Certificate(certificate);

    assert.equal(parsed.ca, false);
    assert.equal(parsed.keyUsage?.join(), '1.3.6.1.5.5.7.3.1');
    assert.equal(Math.floor(NOW.getTime() / 1000) * 1000 + 397 * 86_400_000, parsed.validToDate.getTime());
    assert.ok(parsed.validFromDate < NOW);
  });

  test('an authority for no name or no address is not made, because it would be unconstrained', async () => {
    await assert.rejects(makeAuthority({ dnsNames: [], ips: ['127.0.0.1'] }, NOW), RangeError);
    await assert.rejects(makeAuthority({ dnsNames: ['localhost'], ips: [] }, NOW), RangeError);
  });
});
