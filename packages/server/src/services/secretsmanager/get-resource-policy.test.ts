import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { policyText } from './resource-policy.test-support.ts';
import { assertRefused, DELETED, INVALID_NAME, makeSecret, NOT_FOUND, recordsNamed } from './testing.ts';

onBothEngines('GetResourcePolicy', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function got(SecretId: string): Promise<string> {
    return textOf(await server.send('secretsmanager', 'GetResourcePolicy', JSON.stringify({ SecretId })));
  }

  it('recorded: shows the document written anew, by name, ARN and partial ARN', async () => {
    const arn = await makeSecret(server, 'shown');
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId: arn, ResourcePolicy: policyText() });
    const shown =
      '{\n  "Version" : "2012-10-17",\n  "Statement" : [ {\n    "Effect" : "Allow",\n    "Principal" : {\n' +
      '      "AWS" : "arn:aws:iam::123456789012:root"\n    },\n    "Action" : "secretsmanager:GetSecretValue",\n' +
      '    "Resource" : "*"\n  } ]\n}';

    for (const SecretId of ['shown', arn, arn.slice(0, -7)]) {
      assert.equal(await got(SecretId), JSON.stringify({ ARN: arn, Name: 'shown', ResourcePolicy: shown }));
    }
  });

  it('recorded: without a policy there is no ResourcePolicy', async () => {
    const arn = await makeSecret(server, 'none');

    assert.equal(await got('none'), JSON.stringify({ ARN: arn, Name: 'none' }));
  });

  it('refuses a secret that is not there or was deleted', async () => {
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });

    const cases = [
      ['unknown', ['ResourceNotFoundException', NOT_FOUND]],
      ['a b', ['ValidationException', INVALID_NAME, 'message']],
      ['deleted', ['InvalidRequestException', DELETED]],
    ] as const;
    for (const [SecretId, error] of cases) await assertRefused(server, 'GetResourcePolicy', { SecretId }, error);
  });

  it('leaves a record without an answer in it', async () => {
    await makeSecret(server, 'recorded');
    await got('recorded');

    const record = (await recordsNamed(server, 'GetResourcePolicy')).at(-1);

    assert.deepEqual(record?.['requestParameters'], { secretId: 'recorded' });
    assert.equal(record['responseElements'], null);
    assert.equal(record['readOnly'], true);
  });
});
