import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Failure } from '../failure.ts';
import { connectionOf } from './connection.ts';
import { parseCredentials } from './credentials-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-connection-'));
after(() => rmSync(folder, { recursive: true }));
const file = {
  https: 'https://127.0.0.1:7443',
  http: null,
  ca: 'ca.pem',
  credentials: 'credentials',
  accountId: '1',
  pid: 1,
};
writeFileSync(join(folder, 'server.json'), JSON.stringify({ ...file, regions: ['eu-west-1'] }), { mode: 0o600 });
writeFileSync(join(folder, 'ca.pem'), 'the authority');
writeFileSync(join(folder, 'other.pem'), 'another authority');
const made = ['default', 'root'].map(
  name => `[${name}]\naws_access_key_id = ${name.toUpperCase()}\naws_secret_access_key = s\n`,
);
writeFileSync(join(folder, 'credentials'), made.join('\n'), { mode: 0o600 });
writeFileSync(join(folder, 'own'), '[me]\naws_access_key_id=ME\naws_secret_access_key=s=\naws_session_token=t\n');

function connect(env: NodeJS.ProcessEnv, flags: Partial<Parameters<typeof connectionOf>[2]> = {}) {
  return connectionOf(env, folder, { 'data-dir': '.', ...flags });
}

test('without variables everything comes from the data directory', () => {
  const { endpoint, ca, region, credentials } = connect({});

  assert.deepEqual(
    [endpoint.origin, ca, region, credentials.accessKeyId],
    ['https://127.0.0.1:7443', 'the authority', 'eu-west-1', 'DEFAULT'],
  );
});

test('without an administrator nobody becomes the root user unasked', () => {
  const older = mkdtempSync(join(folder, 'older-'));
  writeFileSync(join(older, 'server.json'), JSON.stringify({ ...file, regions: ['eu-west-1'] }), { mode: 0o600 });
  writeFileSync(join(older, 'ca.pem'), 'the authority');
  writeFileSync(join(older, 'credentials'), '[root]\naws_access_key_id = R\naws_secret_access_key = s\n', {
    mode: 0o600,
  });

  assert.throws(
    () => connectionOf({}, older, { 'data-dir': '.' }),
    /holds no credentials of profile `default`; `coffer account reset-admin` makes an administrator, `coffer env --root`/,
  );
});

test('variables outrank the data directory, flags outrank variables', () => {
  const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't', AWS_REGION: 'us-west-2' };

  const { credentials, region } = connect(env);

  assert.deepEqual([credentials.accessKeyId, credentials.sessionToken?.unwrap(), region], ['A', 't', 'us-west-2']);
  assert.equal(connect(env, { region: 'eu-north-1' }).region, 'eu-north-1');
});

test('a profile outranks the variables', () => {
  const env = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's', AWS_SHARED_CREDENTIALS_FILE: join(folder, 'own') };

  const { accessKeyId, secretAccessKey, sessionToken } = connect(env, { profile: 'me' }).credentials;

  assert.deepEqual([accessKeyId, secretAccessKey.unwrap(), sessionToken?.unwrap()], ['ME', 's=', 't']);
  assert.throws(() => connect(env, { profile: 'you' }), /holds no credentials of profile `you`/);
});

test('the authority of the data directory counts only for its own server', () => {
  assert.equal(connect({}, { 'endpoint-url': 'https://coffer.example' }).ca, undefined);
  assert.equal(connect({ AWS_CA_BUNDLE: 'other.pem' }).ca, 'the authority');
  assert.equal(
    connect({ AWS_CA_BUNDLE: 'other.pem' }, { 'endpoint-url': 'https://coffer.example' }).ca,
    'another authority',
  );
  assert.equal(connect({}, { 'ca-bundle': 'other.pem' }).ca, 'another authority');
});

test('there is no address to fall back to', () => {
  assert.throws(
    () => connectionOf({}, folder, { 'data-dir': 'nothing' }),
    error => error instanceof Failure && error.exitCode === 253 && error.message.startsWith('no server runs in'),
  );
});

test('plain HTTP goes no further than this machine', () => {
  assert.equal(connect({}, { 'endpoint-url': 'http://127.0.0.1:8080' }).endpoint.port, '8080');
  assert.equal(connect({}, { 'endpoint-url': 'http://[::1]:8080' }).endpoint.port, '8080');
  assert.throws(() => connect({}, { 'endpoint-url': 'http://coffer.example' }), /in clear: use https/);
  assert.throws(() => connect({}, { 'endpoint-url': 'http://127.0.0.1.example' }), /in clear: use https/);
  assert.throws(() => connect({}, { 'endpoint-url': 'ftp://x' }), /is no address of a server/);
});

test('half a key pair is refused', () => {
  assert.throws(() => connect({ AWS_ACCESS_KEY_ID: 'A' }), /must be set together/);
  assert.equal(parseCredentials('[root]\naws_access_key_id = A\n', 'root'), undefined);
});

test('credentials files have comments, sections and blanks', () => {
  const text =
    '# c\n[other]\naws_access_key_id=O\naws_secret_access_key=o\n[ root ]\r\n; c\naws_access_key_id = R\r\naws_secret_access_key = r\r\n';

  assert.equal(parseCredentials(text, 'root')?.accessKeyId, 'R');
  assert.equal(parseCredentials(text, 'root')?.secretAccessKey.unwrap(), 'r');
});

test('a folder that others can look into, as a cloned one, is not believed', t => {
  t.after(() => chmodSync(folder, 0o700));
  for (const mode of [0o755, 0o750, 0o705, 0o770]) {
    chmodSync(folder, mode);

    assert.throws(() => connect({}), /is open to other users \(mode 0\d\d\d\).*cloned.*give it mode 0700$/);
  }
});

test('an address and credentials in files that others can read or write are not believed', t => {
  for (const name of ['server.json', 'credentials']) {
    const path = join(folder, name);
    t.after(() => chmodSync(path, 0o600));
    for (const mode of [0o644, 0o604, 0o620]) {
      chmodSync(path, mode);

      assert.throws(() => connect({}), new RegExp(`${name}. is open to other users .*give it mode 0600$`));
    }
    chmodSync(path, 0o600);
  }
});

test('an explicit folder is believed no sooner', t => {
  chmodSync(folder, 0o755);
  t.after(() => chmodSync(folder, 0o700));

  assert.throws(() => connectionOf({}, '/', { 'data-dir': folder }), /is open to other users/);
});

test('a link in the place of credentials is not followed', () => {
  const elsewhere = mkdtempSync(join(folder, 'linked-'));
  writeFileSync(join(elsewhere, 'server.json'), JSON.stringify({ ...file, regions: [] }), { mode: 0o600 });
  symlinkSync(join(folder, 'credentials'), join(elsewhere, 'credentials'));

  const env = { AWS_REGION: 'us-east-1', AWS_CA_BUNDLE: join(folder, 'ca.pem') };
  const flags = { 'data-dir': elsewhere, 'ca-bundle': join(folder, 'ca.pem') };
  assert.throws(() => connect(env, flags), /credentials` is a symbolic link/);
});
