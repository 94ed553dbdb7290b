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
  let target: RunnableFunction;
  before(async () => {
    coffer = stack.use(await startCoffer({ isEphemeral: true }));
    database = stack.use(await postgresUnderTest());
    runtime = stack.use(await TestRuntime.open({ endpoint: coffer.ready.https, ca: coffer.ready.ca }));
    client = stack.adopt(new SecretsManagerClient(sdkConfig(coffer)), made => made.destroy());
    target = nodeFunction('', {
      region: 'us-east-1',
      runtime: builtInRuntime,
      handler: rotationTemplates.get('SecretsManagerRDSPostgreSQLRotationSingleUser')?.handler ?? '',
      code: { kind: 'built-in', sha256: await builtInSha256(), folder: builtInFolder },
      credentials: async () => ({
        accessKeyId: coffer.accessKeyId,
        secretAccessKey: new Redacted(coffer.secretAccessKey),
        sessionToken: new Redacted(''),
        expiresAt: Date.now() + 3_600_000,
      }),
    });
  });
  after(() => stack.disposeAsync());

  test('goes through its steps: the password changes in the database, and the label moves', async () => {
    const password = 'the-first-password';
    const username = await database.makeUser('', password);
    const secret = { engine: 'postgres', host: '127.0.0.1', port: database.port, username, password };
    const created = await client.send(new CreateSecretCommand({ Name: 'db', SecretString: JSON.stringify(secret) }));
    const ClientRequestToken = randomUUID();
    const pending = JSON.stringify({ ...secret, password: 'the-second-password' });
    const put = { SecretId: 'db', ClientRequestToken, SecretString: pending, VersionStages: ['AWSPENDING'] };
    await client.send(new PutSecretValueCommand(put));

    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      const event = { SecretId: created.ARN, ClientRequestToken, Step };
      const { functionError, value } = await runtime.invoke(target, event);
      assert.deepEqual([Step, functionError, value], [Step, undefined, null]);
    }

    const current = await client.send(new GetSecretValueCommand({ SecretId: 'db' }));
    assert.equal(current.SecretString, pending);
    await database.use(username, 'the-second-password');
    await assert.rejects(database.use(username, password));
    assert.ok(runtime.messages.some(line => line.includes('setSecret: Successfully set password for user')));
    assert.ok(runtime.messages.every(line => !line.includes('the-second-password')));
  });

  test("fails with the words and the class of AWS's functions", async () => {
    const ARN = (await client.send(new GetSecretValueCommand({ SecretId: 'db' }))).ARN ?? '';
    const event = { SecretId: ARN, ClientRequestToken: randomUUID(), Step: 'createSecret' };

    const { functionError, value } = await runtime.invoke(target, event);

    const errorMessage = `Secret version ${event.ClientRequestToken} has no stage for rotation of secret ${ARN}.`;
    assert.deepEqual([functionError, value.errorType, value.errorMessage], ['Unhandled', 'ValueError', errorMessage]);
  });
});
