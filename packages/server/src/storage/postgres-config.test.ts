import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readPostgresUrl } from './postgres-config.ts';

const URL_TEXT = 'postgresql://coffer:hunter2@db.internal:5433/secrets';

describe('readPostgresUrl', () => {
  it('asks for a decision about TLS when the server is on another machine', () => {
    assert.throws(() => readPostgresUrl(URL_TEXT), /add `sslmode=verify-full` to its address, or `sslmode=disable`/);
    assert.equal(readPostgresUrl(`${URL_TEXT}?sslmode=disable`).config.ssl, false);
    for (const host of ['localhost', '127.0.0.1:5433', '[::1]', '']) {
      assert.equal(
        readPostgresUrl(`postgres://coffer:hunter2@${host}/secrets`.replace('@/', '@localhost/')).config.ssl,
        false,
        host,
      );
    }
    assert.equal(readPostgresUrl('postgresql:///secrets?host=/run/postgresql').config.ssl, false);
  });

  it('verifies the certificate in every mode but `no-verify`', () => {
    for (const mode of ['prefer', 'require', 'verify-full']) {
      assert.deepEqual(readPostgresUrl(`${URL_TEXT}?sslmode=${mode}`).config.ssl, {}, mode);
    }
    const { ssl } = readPostgresUrl(`${URL_TEXT}?sslmode=no-verify`).config;
    assert.deepEqual(ssl, { rejectUnauthorized: false });
  });

  it('reads the authority of the certificate, which alone asks for TLS', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coffer-ca-'));
    await writeFile(join(folder, 'ca.pem'), 'the authority');

    const { ssl } = readPostgresUrl(`${URL_TEXT}?sslrootcert=${join(folder, 'ca.pem')}`).config;
    await rm(folder, { recursive: true });

    assert.deepEqual(ssl, { ca: 'the authority' });
  });

  it('leaves nothing about TLS for pg to read in its own way', () => {
    const { connectionString } = readPostgresUrl(`${URL_TEXT}?sslmode=require&application_name=x`).config;

    assert.equal(connectionString, `${URL_TEXT}?application_name=x`);
  });

  it('names the place without credentials', () => {
    assert.equal(readPostgresUrl(`${URL_TEXT}?sslmode=disable`).place, 'PostgreSQL at `db.internal:5433/secrets`');
    assert.equal(
      readPostgresUrl('postgresql:///secrets?host=/run/postgresql').place,
      'PostgreSQL at `/run/postgresql/secrets`',
    );
  });

  it('refuses what it does not know, without showing the password', () => {
    for (const text of ['', 'mysql://coffer:hunter2@db/x', `hunter2`, `${URL_TEXT}?sslmode=allow`]) {
      assert.throws(
        () => readPostgresUrl(text),
        (error: Error) => !error.message.includes('hunter2') && /PostgreSQL/.test(error.message),
      );
    }
  });
});
