import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { makeAuthority, makeServerCertificate } from './certificates.ts';
import { OperatorError } from './operator-error.ts';
import { loadOwnCertificate } from './own-certificate.ts';
import type { CertifiedKey } from './tls-options.ts';

const NOW = new Date('2026-07-01T00:00:00Z');
const NAMES = { dnsNames: ['localhost'], ips: ['127.0.0.1'] };

describe("the operator's own certificate", () => {
  let folder = '';
  let pair: CertifiedKey;
  let cert = '';
  let key = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-own-'));
    pair = await makeServerCertificate(await makeAuthority(NAMES, NOW), NAMES, NOW);
    cert = file('cert.pem', pair.certificate);
    key = file('key.pem', pair.key.unwrap());
  });
  after(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  test('is loaded when all is well', async () => {
    const loaded = await loadOwnCertificate(cert, key, NOW);

    assert.equal(loaded.certificate, pair.certificate);
    assert.equal(loaded.key.unwrap(), pair.key.unwrap());
  });

  test('is refused when the key is for another', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const path = file('other.pem', other.export({ type: 'pkcs8', format: 'pem' }).toString());

    await assert.rejects(
      loadOwnCertificate(cert, path, NOW),
      new OperatorError(`certificate \`${cert}\` and key \`${path}\` do not belong together`),
    );
  });

  test('is refused when it is out of its time', async () => {
    await assert.rejects(
      loadOwnCertificate(cert, key, new Date('2027-08-02T00:00:00Z')),
      new OperatorError(`certificate \`${cert}\` expired at 2027-08-02T00:00:00.000Z`),
    );
    await assert.rejects(
      loadOwnCertificate(cert, key, new Date('2026-06-30T22:59:59Z')),
      new OperatorError(`certificate \`${cert}\` is not valid before 2026-06-30T23:00:00.000Z`),
    );
  });

  test('is refused when a file is missing or holds something else', async () => {
    const absent = join(folder, 'absent.pem');

    await assert.rejects(loadOwnCertificate(absent, key, NOW), new OperatorError(`cannot read \`${absent}\`: ENOENT`));
    await assert.rejects(
      loadOwnCertificate(key, key, NOW),
      new OperatorError(`\`${key}\` holds no certificate in PEM`),
    );
    await assert.rejects(
      loadOwnCertificate(cert, cert, NOW),
      new OperatorError(`\`${cert}\` holds no private key in PEM`),
    );
  });

  test('is refused with an encrypted key', async () => {
    const encrypted = createPrivateKey(pair.key.unwrap()).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'secret',
    });
    const path = file('encrypted.pem', encrypted.toString());

    await assert.rejects(
      loadOwnCertificate(cert, path, NOW),
      new OperatorError(`the private key in \`${path}\` is encrypted: give one without a passphrase`),
    );
  });
});
