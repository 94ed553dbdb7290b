/** The KMS of these tests is another Coffer, over TLS. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { startServer } from '../server.ts';
import type { RunningServer } from '../server.ts';
import { makeAuthority } from '../transport/certificates.ts';
import { httpsPost } from '../transport/https-post.ts';
import { testOptions } from '../testing/test-options.ts';
import { fingerprint } from './derive.ts';
import { rootKeyAwsKms } from './root-key-aws-kms.ts';
import type { AwsKmsOptions } from './root-key-aws-kms.ts';
import { RootKeyAway } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';
import { refusal } from './testing.ts';

const ROOT = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const VARIABLES = { AWS_ACCESS_KEY_ID: ROOT.accessKeyId, AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey };

describe('a root key under a key of another Coffer', () => {
  let folder: string;
  let kms: RunningServer;
  let keyId: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-kms-'));
    kms = await startServer(testOptions(folder, { rootCredentials: ROOT }));
    keyId = await createKey(kms);
  });
  after(async () => {
    await kms.drain();
    await rm(folder, { recursive: true });
  });

  function provider(more: Partial<AwsKmsOptions> = {}, env: Record<string, string> = VARIABLES): RootKeyProvider {
    const { https: endpoint, ca } = kms.file;
    const options = { keyId, region: 'us-east-1', endpoint, ca, ...more };
    return rootKeyAwsKms(options, { env, now: Date.now, random: randomBytes, post: httpsPost });
  }

  test('opens again there, and not from what the database keeps alone', async () => {
    const { key, state = '' } = await provider().first();

    const again = await provider().open({ rootKeyId: fingerprint(key), state });

    assert.ok(again.equals(key));
    assert.ok(!state.includes(key.export().toString('base64')));
    assert.match(JSON.parse(state).key, /^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/);
  });

  test('is bound to its name by the encryption context', async () => {
    const { state } = await provider().first();

    await assert.rejects(provider().open({ rootKeyId: 'rk-0', state }), isAway(/InvalidCiphertextException/));
  });

  test('is signed with a profile of a credentials file where one is named', async () => {
    const path = join(folder, 'profiles');
    const lines = ['[default]', 'aws_access_key_id = A', '', '[kms]', `aws_access_key_id = ${ROOT.accessKeyId}`];
    await writeFile(path, [...lines, `aws_secret_access_key=${ROOT.secretAccessKey}`, ''].join('\n'));
    const env = { AWS_SHARED_CREDENTIALS_FILE: path };

    const { key, state } = await provider({ profile: 'kms' }, env).first();

    assert.ok((await provider({ profile: 'kms' }, env).open({ rootKeyId: fingerprint(key), state })).equals(key));
    await assert.rejects(provider({ profile: 'no' }, env).first(), isAway(/holds no credentials of profile `no`/));
    await assert.rejects(provider({}, env).first(), isAway(/holds no credentials of profile `default`/));
  });

  test('is away when nobody listens, answers or believes the credentials', async () => {
    const { key, state } = await provider().first();
    const stored = { rootKeyId: fingerprint(key), state };
    const wrong = { ...VARIABLES, AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) };

    await assert.rejects(provider({}, wrong).open(stored), isAway(/was refused: .*Signature/));
    await assert.rejects(
      provider({ endpoint: 'https://127.0.0.1:1' }).open(stored),
      isAway(/does not answer: .*ECONNREFUSED/),
    );
    await assert.rejects(provider({ ca: join(folder, 'nothing') }).open(stored), isAway(/ENOENT/));
    await assert.rejects(provider({ keyId: 'alias/no' }).first(), isAway(/NotFoundException/));
  });

  test('a server whose certificate is not trusted learns nothing', async () => {
    const { key, state } = await provider().first();
    const other = join(folder, 'other.pem');
    await writeFile(
      other,
      (await makeAuthority({ dnsNames: ['localhost'], ips: ['127.0.0.1'] }, new Date())).certificate,
    );

    await assert.rejects(
      provider({ ca: other }).open({ rootKeyId: fingerprint(key), state }),
      isAway(/does not answer: .*(certificate|CERT)/i),
    );
  });

  test('an address without TLS beyond this machine, and a region that is none, are refused', () => {
    assert.throws(() => provider({ endpoint: 'http://kms.example' }), refusal('malformed', 'begins with https://'));
    assert.throws(() => provider({ endpoint: 'nonsense' }), refusal('malformed', 'is no address of a KMS'));
    assert.throws(() => provider({ region: 'a/../b' }), refusal('malformed', '--root-key-kms-region'));
    assert.throws(() => provider({ region: undefined }, {}), refusal('malformed', '--root-key-kms-region'));
    const arn = 'arn:aws:kms:eu-west-1:123456789012:key/1';
    assert.equal(
      provider({ region: undefined, endpoint: undefined, keyId: arn }, {}).description,
      `KMS key \`${arn}\` at https://kms.eu-west-1.amazonaws.com`,
    );
  });
});

/** A key of the other Coffer's customer: those of its services encrypt for these alone. */
async function createKey({ file }: RunningServer): Promise<string> {
  const url = new URL(file.https);
  const rawHeaders = [
    'Host',
    url.host,
    'Content-Type',
    'application/x-amz-json-1.1',
    'X-Amz-Target',
    'TrentService.CreateKey',
  ];
  const credentials = { accessKeyId: ROOT.accessKeyId, secretAccessKey: new Redacted(ROOT.secretAccessKey) };
  const body = Buffer.from('{}');
  const signed = signRequest(
    { method: 'POST', target: '/', rawHeaders, body },
    { credentials, region: 'us-east-1', service: 'kms', now: Date.now() },
  );
  const asking = request(url, { method: 'POST', agent: false, headers: [...signed], ca: await readFile(file.ca) });
  asking.end(body);
  const [response] = await once(asking, 'response');
  return JSON.parse(await text(response)).KeyMetadata.KeyId;
}

function isAway(words: RegExp): (error: unknown) => boolean {
  return error => {
    assert.ok(error instanceof RootKeyAway, String(error));
    assert.match(error.message, words);
    return true;
  };
}
