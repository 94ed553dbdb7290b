/** A Coffer whose root key is under a key of another Coffer, which goes away and comes back. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';
import { startServer } from '../../packages/server/src/index.ts';
import type { SealedServer } from '../../packages/server/src/index.ts';
import { freePort } from '../../packages/server/src/testing/free-port.ts';
import { testOptions } from '../../packages/server/src/testing/index.ts';
import { SpawnClient } from '../support/spawn-client.ts';
import { ROOT_CREDENTIALS } from '../support/spawn-process.ts';

it('goes on without its KMS, waits for it at a start, and finds it by itself', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-away-'));
  t.after(() => rm(folder, { recursive: true }));
  process.env['AWS_ACCESS_KEY_ID'] = ROOT_CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = ROOT_CREDENTIALS.secretAccessKey;
  t.after(() => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
  });
  const common = { http: '127.0.0.1:0', rootCredentials: ROOT_CREDENTIALS };
  const kmsOptions = testOptions(join(folder, 'kms'), { ...common, listen: `127.0.0.1:${await freePort()}` });
  let kms = await startServer(kmsOptions);
  const options = testOptions(join(folder, 'data'), {
    ...common,
    rootKey: 'aws-kms',
    rootKeyOptions: {
      kmsKey: await createKey(kms.file.http ?? ''),
      kmsRegion: 'us-east-1',
      kmsEndpoint: kms.file.https,
      kmsCa: kms.file.ca,
    },
  });
  const first = await startServer(options);
  await kms.drain();

  using client = new SpawnClient(first.file.http ?? '');
  // A key of KMS that nobody has used yet, and a value under it: none of it asks the root key.
  const KmsKeyId = await createKey(first.file.http ?? '');
  const ClientRequestToken = '11111111-2222-4333-8444-555555555555';
  await client.must('secretsmanager', 'CreateSecret', {
    Name: 'x',
    KmsKeyId,
    SecretString: 'value',
    ClientRequestToken,
  });
  const away = JSON.parse(await admin(options.dataDir, '/root-key/status'));
  const ready = await admin(options.dataDir, '/readyz', 'GET');
  const metrics = await admin(options.dataDir, '/metrics', 'GET');
  await first.drain();

  const waits = Promise.withResolvers<SealedServer>();
  const started = startServer(options, { onSealed: waits.resolve });
  const sealed = await waits.promise;
  const status = JSON.parse(await admin(options.dataDir, '/root-key/status'));
  kms = await startServer(kmsOptions);
  const second = await started;
  using again = new SpawnClient(second.file.http ?? '');
  const { SecretString } = await again.must('secretsmanager', 'GetSecretValue', { SecretId: 'x' });
  const back = JSON.parse(await admin(options.dataDir, '/root-key/status'));
  const trail = await records(kms.file.http ?? '');
  await second.drain();
  await kms.drain();

  assert.equal(SecretString, 'value');
  assert.deepEqual([away.state, status.state, back.state], ['away', 'sealed', 'open']);
  assert.match(ready, /^ok\nthe root key is away since 2\d{3}-.*, and a restart would wait for it: the KMS at /);
  assert.match(metrics, /^coffer_root_key_away 1$/m);
  for (const why of [away.why, sealed.why]) assert.match(why, /^the KMS at https:.* does not answer: .*ECONNREFUSED/);
  assert.ok(trail.includes(back.rootKeyId), 'the trail of the KMS does not tell whose root key was opened');
  assert.ok((await readFile(join(options.dataDir, 'ca.pem'), 'utf8')).includes('CERTIFICATE'));
});

async function createKey(url: string): Promise<string> {
  using client = new SpawnClient(url);
  const { KeyMetadata } = await client.must('kms', 'CreateKey', {});
  return String(Object(KeyMetadata).KeyId);
}

async function records(url: string): Promise<string> {
  using client = new SpawnClient(url);
  return JSON.stringify(await client.must('cloudtrail', 'LookupEvents', {}));
}

async function admin(dataDir: string, path: string, method = 'POST'): Promise<string> {
  const asking = request({ socketPath: join(dataDir, 'admin.sock'), method, path, agent: false });
  asking.end();
  const [response] = await once(asking, 'response');
  return text(response);
}
