import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { policyText } from './resource-policy.test-support.ts';
import { assertRefused, DELETED, INVALID_NAME, makeSecret, NOT_FOUND, recordsNamed } from './testing.ts';

onBothEngines('DeleteResourcePolicy', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function changed(SecretId: string): Promise<number | undefined> {
    const { LastChangedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    return LastChangedDate;
  }

  it('recorded: takes the policy off, answers ARN and Name and changes LastChangedDate', async () => {
    const arn = await makeSecret(server, 'taken');
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId: arn, ResourcePolicy: policyText() });
    server.clock.advance(1_000);

    const response = await server.send('secretsmanager', 'DeleteResourcePolicy', '{"SecretId":"taken"}');

    assert.equal(textOf(response), `{"ARN":"${arn}","Name":"taken"}`);
    const got = await server.call('secretsmanager', 'GetResourcePolicy', { SecretId: arn });
    assert.equal(got.ResourcePolicy, undefined);
    assert.equal(await changed('taken'), server.clock.now());
  });

  it('is content where there is no policy, and changes nothing', async () => {
    const arn = await makeSecret(server, 'bare');
    const createdAt = await changed('bare');
    server.clock.advance(1_000);

    const answer = await server.call('secretsmanager', 'DeleteResourcePolicy', { SecretId: 'bare' });

    assert.deepEqual(answer, { ARN: arn, Name: 'bare' });
    assert.equal(await changed('bare'), createdAt);
  });

  it('refuses a secret that is not there or was deleted', async () => {
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });

    const cases = [
      ['unknown', ['ResourceNotFoundException', NOT_FOUND]],
      ['a b', ['ValidationException', INVALID_NAME, 'message']],
      ['deleted', ['InvalidRequestException', DELETED]],
    ] as const;
    for (const [SecretId, error] of cases) await assertRefused(server, 'DeleteResourcePolicy', { SecretId }, error);
  });

  it('leaves a record with the ARN', async () => {
    const arn = await makeSecret(server, 'recorded');
    await server.call('secretsmanager', 'DeleteResourcePolicy', { SecretId: 'recorded' });

    const record = (await recordsNamed(server, 'DeleteResourcePolicy')).at(-1);

    assert.deepEqual(record?.['requestParameters'], { secretId: 'recorded' });
    assert.deepEqual(record['responseElements'], { arn });
    assert.equal(record['readOnly'], false);
  });
});
