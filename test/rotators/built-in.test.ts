/** Built-in rotators as they run: in the sandbox of the function runtime, against a Coffer that answers over TLS. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { builtInFolder, builtInRuntime, builtInSha256, rotationTemplates } from '@coffer/rotators';
import { Redacted } from '@coffer/wire';
import type { DatabaseUnderTest } from '../../packages/rotators/src/testing/database-under-test.ts';
import { withoutMariadb } from '../../packages/rotators/src/testing/mariadb.ts';
import { mariadbUnderTest } from '../../packages/rotators/src/testing/mariadb-under-test.ts';
import { postgresUnderTest } from '../../packages/rotators/src/testing/postgres-under-test.ts';
import type { RunnableFunction } from '../../packages/server/src/functions/function-runtime.ts';
import { nodeFunction, TestRuntime } from '../../packages/server/src/functions/runtime.test-support.ts';
import { sdkConfig } from '../clients/sdk-client.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';

describe('a built-in rotator in the function runtime', () => {
  const stack = new AsyncDisposableStack();
  let coffer: Coffer;
  let database: DatabaseUnderTest;
  let runtime: TestRuntime;
  let client: SecretsManagerClient;
  before(async () => {
    [coffer, database] = await Promise.all([startCoffer({ isEphemeral: true }), postgresUnderTest()]);
    stack.use(coffer);
    stack.use(database);
    runtime = stack.use(await TestRuntime.open({ endpoint: coffer.ready.https, ca: coffer.ready.ca }));
    client = stack.adopt(new SecretsManagerClient(sdkConfig(coffer)), made => made.destroy());
  });
  after(() => stack.disposeAsync());

  const functionOf = async (template: string) =>
    nodeFunction('', {
      region: 'us-east-1',
      runtime: builtInRuntime,
      handler: rotationTemplates.get(template)?.handler ?? '',
      code: { kind: 'built-in', sha256: await builtInSha256(), folder: builtInFolder },
      credentials: async () => ({
        accessKeyId: coffer.accessKeyId,
        secretAccessKey: new Redacted(coffer.secretAccessKey),
        sessionToken: new Redacted(''),
        expiresAt: Date.now() + 3_600_000,
      }),
    });
  const store = async (secret: object) => {
    const command = new CreateSecretCommand({ Name: randomUUID(), SecretString: JSON.stringify(secret) });
    return (await client.send(command)).ARN ?? '';
  };
  const read = async (SecretId: string, VersionStage = 'AWSCURRENT') =>
    (await client.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString ?? '';
  /** Stores what is to be the next version, and has the function do the steps. */
  const rotate = async (target: RunnableFunction, SecretId: string, pending: object) => {
    const ClientRequestToken = randomUUID();
    const put = { SecretId, ClientRequestToken, SecretString: JSON.stringify(pending), VersionStages: ['AWSPENDING'] };
    await client.send(new PutSecretValueCommand(put));
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      const { functionError, value } = await runtime.invoke(target, { SecretId, ClientRequestToken, Step });
      assert.deepEqual([Step, functionError, value], [Step, undefined, null]);
    }
  };

  test('goes through its steps: the password changes in the database, and the label moves', async () => {
    const target = await functionOf('SecretsManagerRDSPostgreSQLRotationSingleUser');
    const password = 'the-first-password';
    const username = await database.makeUser('', password);
    const secret = { engine: 'postgres', host: '127.0.0.1', port: database.port, username, password };
    const secretId = await store(secret);

    await rotate(target, secretId, { ...secret, password: 'the-second-password' });

    assert.equal(await read(secretId), JSON.stringify({ ...secret, password: 'the-second-password' }));
    await database.use(username, 'the-second-password');
    await assert.rejects(database.use(username, password));
    assert.ok(runtime.messages.some(line => line.includes('setSecret: Successfully set password for user')));
    assert.ok(runtime.messages.every(line => !line.includes('the-second-password')));
    const event = { SecretId: secretId, ClientRequestToken: randomUUID(), Step: 'createSecret' };
    const { functionError, value } = await runtime.invoke(target, event);
    const errorMessage = `Secret version ${event.ClientRequestToken} has no stage for rotation of secret ${secretId}.`;
    assert.deepEqual([functionError, value.errorType, value.errorMessage], ['Unhandled', 'ValueError', errorMessage]);
  });

  for (const [engine, template, skip] of [
    ['postgres', 'SecretsManagerRDSPostgreSQLRotationMultiUser', false],
    ['mariadb', 'SecretsManagerRDSMariaDBRotationMultiUser', withoutMariadb()],
  ] as const) {
    test(`alternates two users of ${engine}: both passwords are accepted`, { skip }, async () => {
      await using started = engine === 'mariadb' ? await mariadbUnderTest() : undefined;
      const { port, administrator, makeUser, use } = started ?? database;
      const where = { engine, host: '127.0.0.1', port };
      const masterarn = await store({ ...where, ...administrator });
      const username = await makeUser('', 'the-first-password');
      const secret = { ...where, username, password: 'the-first-password', masterarn };
      const secretId = await store(secret);

      const pending = { ...secret, username: `${username}_clone`, password: 'the-second-password' };
      await rotate(await functionOf(template), secretId, pending);

      assert.deepEqual(
        [await read(secretId, 'AWSPREVIOUS'), await read(secretId)].map(text => JSON.parse(text)),
        [secret, pending],
      );
      await use(username, 'the-first-password');
      await use(`${username}_clone`, 'the-second-password');
    });
  }
});
