import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeAuthority } from '../transport/certificates.ts';
import { readTrustedCas } from './trusted-cas.ts';

describe('--trust-ca', () => {
  let folder = '';
  let ca = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-cas-'));
    ca = (await makeAuthority({ dnsNames: ['localhost'], ips: ['127.0.0.1'] }, new Date())).certificate;
  });
  after(() => rm(folder, { recursive: true }));

  async function read(content: string): Promise<readonly string[]> {
    const trustCa = join(folder, 'ca.pem');
    await writeFile(trustCa, content);
    return readTrustedCas({ trustCa });
  }

  test('takes every certificate of the file, whatever stands between them', async () => {
    assert.deepEqual(await readTrustedCas({}), []);
    assert.equal((await read(ca)).length, 1);
    assert.equal((await read(`# mine\n${ca}\n# other\n${ca}`)).length, 2);
  });

  test('says what is wrong with the file', async () => {
    await assert.rejects(
      readTrustedCas({ trustCa: join(folder, 'none.pem') }),
      /cannot read `.*none\.pem`, the file of/,
    );
    await assert.rejects(read(''), /does not hold certificates/);
    await assert.rejects(read(`${ca}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`), {
      name: 'OperatorError',
    });
  });
});
